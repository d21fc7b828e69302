package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.agentbot.webhooks.embedded.OpenApi;
import com.agentbot.webhooks.embedded.OpenApi.Operation;
import com.agentbot.webhooks.webhooksettings.RunningSettings.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each call of the API's description, made to the running service: each answer that it names is provoked, and each request
 * that it allows or forbids is tried. What comes back is held against the description wherever a test gets it, by
 * {@link ServedDocument}.
 */
class DocumentedCallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int AWAY = 503;
    /** Texts that may be anything. */
    private static final Set<String> FREE = Set.of("webhook", "reason");

    private static final OpenApi API = ServedDocument.API;
    private static ApiWorld world;

    @BeforeAll
    static void start() throws Exception {
        world = new ApiWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> eachAnswerIsGiven() {
        return API.operations().stream()
                .flatMap(operation -> operation.responses().keySet().stream()
                        .filter(status -> status != AWAY)
                        .map(status -> dynamicTest(operation.id() + " " + status, () -> provoke(operation, status))));
    }

    private static Answer provoke(Operation operation, int status) throws Exception {
        ApiCases.Case found = ApiCases.of(operation, status)
                .orElseThrow(() -> new AssertionError("no case provokes " + operation.id() + " " + status));
        return found.provoke(world, world.call(operation)).expect(status);
    }

    @Test
    void noCaseIsOfAnAnswerThatIsNotDocumented() {
        Set<String> cases = new TreeSet<>(ApiCases.ofTheirOwn());
        API.operations()
                .forEach(operation ->
                        operation.responses().keySet().forEach(status -> cases.remove(operation.id() + " " + status)));
        assertThat(cases).isEmpty();
    }

    @Test
    void withoutTheDatabaseEachCallSaysSo() throws Exception {
        String session = world.session();
        world.engines.stopPostgres();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (Operation operation : API.operations()) {
                if (operation.responses().containsKey(AWAY)) {
                    answers.add(callers.submit(() -> ApiCases.of(operation, AWAY)
                            .orElseThrow()
                            .provoke(world, world.call(operation).with("Cookie", session))));
                }
            }
            for (Future<Answer> answer : answers) {
                answer.get().expectProblem(AWAY, null);
            }
        } finally {
            world.engines.startPostgres();
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> world.settings.get("/v1/sites/site_a/webhooks").expect(200));
    }

    @TestFactory
    Stream<DynamicTest> eachExampleOfABodyIsTaken() {
        return withBodies(operation -> API.bodies(operation).stream()
                .map(body -> dynamicTest(
                        operation.id() + " " + body,
                        () -> assertThat(world.call(operation)
                                        .of(world.freshSite())
                                        .saying(body.toString())
                                        .make())
                                .satisfies(answer -> assertThat(answer.status())
                                        .as(answer.text())
                                        .isLessThan(300)))));
    }

    @TestFactory
    Stream<DynamicTest> aFieldOfAWrongTypeIsRefusedByName() {
        return withBodies(operation -> WrongBodies.of(API, operation).entrySet().stream()
                .map(wrong -> refused(operation, wrong.getKey(), wrong.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> aFieldThatIsMissingOrUnknownIsRefusedByName() {
        return withBodies(operation -> {
            ObjectNode good = (ObjectNode) API.bodies(operation).getFirst();
            Stream<DynamicTest> missing = API.resolved(API.jsonBody(operation).path("schema"))
                    .path("required")
                    .valueStream()
                    .map(JsonNode::asText)
                    .map(name -> refused(operation, good.deepCopy().without(name), name));
            return Stream.concat(
                    missing, Stream.of(refused(operation, good.deepCopy().put("nonsense", 1), "nonsense")));
        });
    }

    private static DynamicTest refused(Operation operation, JsonNode body, String field) {
        return dynamicTest(
                operation.id() + " " + body,
                () -> world.call(operation).saying(body.toString()).make().expectProblem(422, field));
    }

    private static Stream<DynamicTest> withBodies(Function<Operation, Stream<DynamicTest>> tests) {
        return API.operations().stream()
                .filter(operation -> !API.bodies(operation).isEmpty())
                .flatMap(tests);
    }

    @TestFactory
    Stream<DynamicTest> aParameterThatMakesNoSenseIsRefusedByName() {
        return API.operations().stream()
                .flatMap(operation -> operation.parameters().stream()
                        .filter(parameter -> parameter.path("in").asText().equals("query"))
                        .map(parameter -> parameter.path("name").asText())
                        .filter(name -> !FREE.contains(name))
                        .map(name -> dynamicTest(
                                operation.id() + " " + name,
                                () -> world.call(operation)
                                        .asking(name + "=nonsense")
                                        .make()
                                        .expectProblem(400, name))));
    }

    @Test
    void aRequestThatIsMadeAgainIsAnsweredAgain() throws Exception {
        ApiCall call = world.call(API.operations().stream()
                        .filter(operation -> operation.takes("Idempotency-Key"))
                        .findFirst()
                        .orElseThrow())
                .with("Idempotency-Key", "made-again");
        Answer first = call.make().expect(201);
        Answer second = call.make().expect(201);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() throws Exception {
        for (Operation operation : API.operations()) {
            if (!API.bodies(operation).isEmpty()) {
                world.call(operation).saying("{").make().expectProblem(400, null);
            }
        }
    }
}
