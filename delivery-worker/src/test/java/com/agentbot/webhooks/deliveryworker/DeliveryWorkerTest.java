package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.agentbot.webhooks.embedded.Receiver;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Signer;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.RecordSizes;
import com.agentbot.webhooks.schemas.topic.Topics;
import com.agentbot.webhooks.servicekit.Environment;
import com.agentbot.webhooks.servicekit.Metrics;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker over a real broker and real sockets. */
class DeliveryWorkerTest {
    private static final String BODY = "{\"event\":\"message.created\",\"data\":{\"text\":\"Grüße\"}}";

    private static Pipeline pipeline;
    private static Receiver receiver;
    private static Pipeline.Worker worker;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        // One partition, so that every webhook shares it with every other.
        pipeline = new Pipeline(directory, 1);
        receiver = Receiver.start();
        worker = pipeline.startWorker(Map.of());
    }

    @AfterAll
    static void stop() {
        worker.close();
        receiver.close();
        pipeline.close();
    }

    @Test
    void aDeliveryIsPostedSignedAndItsAttemptRecorded() {
        String webhook = pipeline.newWebhook(receiver.url("/good"));
        Delivery delivery = pipeline.deliver(webhook, 1, BODY);

        Receiver.Request request = await().until(() -> receiver.requests("/good"), found -> !found.isEmpty())
                .getFirst();

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo(BODY);
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("x-agentbot-event")).isEqualTo("message.created");
        assertThat(request.deliveryId()).isEqualTo(delivery.id().toString());
        long seconds = Long.parseLong(request.header("webhook-timestamp"));
        Signer.Signatures expected =
                new Signer(List.of(Pipeline.SECRET)).sign(delivery.id().toString(), seconds, BODY.getBytes(UTF_8));
        assertThat(request.header("x-agentbot-signature")).isEqualTo(expected.agentbot());
        assertThat(request.header("webhook-signature")).isEqualTo(expected.standard());
        assertThat(request.header("webhook-id")).isEqualTo(delivery.id().toString());
        Attempt attempt = theOnlyAttempt(webhook);
        assertThat(attempt.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(attempt.statusCode()).isEqualTo(200);
        assertThat(attempt.responseHeaders()).containsIgnoringCase("content-length: 2\n");
        assertThat(attempt.responseBody()).isEqualTo("ok");
        assertThat(attempt.atMillis() / 1000).as("what was signed").isEqualTo(seconds);
        assertThat(attempt.webhookVersion()).isPositive();
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.error()).isNull();
    }

    @Test
    void aWorkerTakesNothingFromTopicsThatForgetWithinAnOutage() throws Exception {
        Map<String, String> variables = pipeline.variables();
        variables.put("TOPIC_OUTAGE", "8d");
        Service.Failures failures = new Service.Failures();
        try (Service other = DeliveryWorker.assemble(new Environment(variables), Metrics.forProcess(), failures)) {
            other.start();
            await().until(() -> failures.first() != null);
            assertThat(failures.first())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining(
                            "agentbot.deliveries keeps records for 7 d (retention.ms=604800000); deliveries"
                                    + " must survive an outage of 8 d: set retention.ms to at least 691200000")
                    .hasMessageContaining("agentbot.deliveries.slow keeps");
        }
    }

    @Test
    void aFailureWaitsInItsTierWithTheSameBytes() {
        receiver.answer("/broken", request -> new Receiver.Answer(500, "no"));
        String webhook = pipeline.newWebhook(receiver.url("/broken"));
        Delivery delivery = pipeline.deliver(webhook, 1, BODY);

        ConsumerRecord<byte[], byte[]> waiting = theOnlyRecord("agentbot.retry.1s", webhook);
        Attempt attempt = theOnlyAttempt(webhook);

        assertThat(waiting.value()).isEqualTo(BODY.getBytes(UTF_8));
        assertThat(read(waiting.headers()).id()).isEqualTo(delivery.id());
        assertThat(read(waiting.headers()).attempt()).isEqualTo(2);
        assertThat(attempt.outcome()).isEqualTo(Outcome.RETRY);
        assertThat(attempt.statusCode()).isEqualTo(500);
        assertThat(attempt.nextAttemptAtMillis())
                .isEqualTo(read(waiting.headers()).dueAtMillis());
        assertThat(read(waiting.headers()).dueAtMillis()).isGreaterThanOrEqualTo(attempt.atMillis() + 1000);
    }

    @Test
    void whatIsSentAgainGoesThroughTheScheduleFromItsBeginning() {
        receiver.answer("/again", request -> new Receiver.Answer(500, "no"));
        String webhook = pipeline.newWebhook(receiver.url("/again"));
        pipeline.deliverAgain(Topics.DELIVERIES_SLOW, webhook, 6, 6, Trigger.REPLAY, BODY);

        Delivery waiting = read(theOnlyRecord("agentbot.retry.1s", webhook).headers());
        Attempt attempt = theOnlyAttempt(webhook);

        assertThat(waiting.attempt()).isEqualTo(7);
        assertThat(waiting.firstAttempt()).isEqualTo(6);
        assertThat(waiting.trigger()).isEqualTo(Trigger.REPLAY);
        assertThat(attempt.number()).isEqualTo(6);
        assertThat(attempt.firstNumber()).isEqualTo(6);
        assertThat(attempt.trigger()).isEqualTo(Trigger.REPLAY);
    }

    @Test
    void anAttemptThatIsAskedForByHandIsMadeOnceAndLeavesNothingBehind() {
        receiver.answer("/by-hand", request -> new Receiver.Answer(500, "no"));
        String webhook = pipeline.newWebhook(receiver.url("/by-hand"));
        pipeline.deliverAgain(Topics.DELIVERIES, webhook, 6, 1, Trigger.MANUAL, BODY);

        Attempt attempt = theOnlyAttempt(webhook);

        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.trigger()).isEqualTo(Trigger.MANUAL);
        assertThat(attempt.nextAttemptAtMillis()).isNull();
        // The attempt's record and all that follows from it are one transaction.
        assertThat(pipeline.read(Topics.DEAD_LETTER)).noneMatch(letter -> webhook.equals(keyOf(letter)));
        assertThat(pipeline.read("agentbot.retry.1s")).noneMatch(waiting -> webhook.equals(keyOf(waiting)));
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    @Test
    void theLongestBodyWaitsInItsTierAndReachesTheDeadLettersWhole() {
        receiver.answer("/long", request -> new Receiver.Answer(500, "\u0001".repeat(8_192)));
        // Nothing that could be compressed: the broker measures what comes of it.
        Random random = new Random(1);
        StringBuilder body = new StringBuilder(RecordSizes.LARGEST_BODY_BYTES);
        while (body.length() < RecordSizes.LARGEST_BODY_BYTES) {
            body.append((char) random.nextInt(0x20, 0x7f));
        }
        String waits = pipeline.newWebhook(receiver.url("/long"));
        String fails = pipeline.newWebhook(receiver.url("/long"));
        pipeline.deliver(waits, 1, body.toString());
        Delivery last = pipeline.deliver(fails, Pipeline.TIERS.attempts(), body.toString());

        assertThat(theOnlyRecord("agentbot.retry.1s", waits).value())
                .isEqualTo(body.toString().getBytes(UTF_8));
        ConsumerRecord<byte[], byte[]> letter = theOnlyRecord(Topics.DEAD_LETTER, fails);
        assertThat(letter.value()).isEqualTo(body.toString().getBytes(UTF_8));
        assertThat(read(letter.headers())).isEqualTo(last);
        assertThat(text(letter, FailureHeaders.REASON)).isEqualTo("exhausted");
        assertThat(theOnlyAttempt(fails).responseBody()).isEqualTo("\u0001".repeat(8_192));
    }

    @Test
    void theLastFailureIsADeadLetterWithItsLastError() {
        receiver.answer("/dead", request -> new Receiver.Answer(502, "<script>"));
        String webhook = pipeline.newWebhook(receiver.url("/dead"));
        Delivery delivery = pipeline.deliver(webhook, Pipeline.TIERS.attempts(), BODY);

        ConsumerRecord<byte[], byte[]> letter = theOnlyRecord(Topics.DEAD_LETTER, webhook);

        assertThat(letter.value()).isEqualTo(BODY.getBytes(UTF_8));
        assertThat(read(letter.headers())).isEqualTo(delivery);
        assertThat(text(letter, FailureHeaders.REASON)).isEqualTo("exhausted");
        assertThat(text(letter, FailureHeaders.ERROR_CLASS)).isEqualTo("status");
        assertThat(text(letter, FailureHeaders.STATUS_CODE)).isEqualTo("502");
        assertThat(text(letter, FailureHeaders.ORIGIN)).startsWith(Topics.DELIVERIES + "-0-");
        assertThat(theOnlyAttempt(webhook).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aDisabledWebhooksDeliveryIsHeldWithoutAPost() {
        String webhook = pipeline.newWebhook(receiver.url("/off"));
        pipeline.put(webhook, receiver.url("/off"), false);
        pipeline.deliver(webhook, 2, BODY);

        Attempt attempt = theOnlyAttempt(webhook);

        assertThat(attempt.outcome()).isEqualTo(Outcome.HELD);
        assertThat(attempt.durationMillis()).isNull();
        assertThat(receiver.requests("/off")).isEmpty();
    }

    @Test
    void anEndpointThatIsGoneGetsNoMoreUntilItsSettingsAreNewer() {
        receiver.answer("/gone", request -> new Receiver.Answer(410, "moved away"));
        String webhook = pipeline.newWebhook(receiver.url("/gone"));
        pipeline.deliver(webhook, 1, BODY);
        await().until(() -> pipeline.attempts(webhook).size() == 1);
        pipeline.deliver(webhook, 1, BODY);
        await().until(() -> pipeline.attempts(webhook).size() == 2);

        Attempt gone = pipeline.attempts(webhook).getFirst();
        assertThat(gone.outcome()).isEqualTo(Outcome.GONE);
        assertThat(gone.webhookVersion()).isEqualTo(pipeline.version());
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.nextAttemptAtMillis()).isNull();
        assertThat(pipeline.attempts(webhook).getLast().outcome()).isEqualTo(Outcome.HELD);
        assertThat(receiver.requests("/gone")).hasSize(1);

        pipeline.put(webhook, receiver.url("/back"), true);
        pipeline.deliver(webhook, 1, BODY);

        await().until(() -> receiver.requests("/back").size() == 1);
    }

    @Test
    void aDeletedWebhooksDeliveryIsCancelledWithoutAPost() {
        String webhook = pipeline.newWebhook(receiver.url("/deleted"));
        pipeline.delete(webhook);
        pipeline.deliver(webhook, 3, BODY);

        assertThat(theOnlyAttempt(webhook).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(receiver.requests("/deleted")).isEmpty();
    }

    @Test
    void aDeliveryWaitsForTheSettingsItWasMatchedWith() {
        String webhook = "wh_" + UUID.randomUUID();
        String other = pipeline.newWebhook(receiver.url("/beside"));
        pipeline.deliver(webhook, 1, BODY, pipeline.version() + 1);
        pipeline.deliver(other, 1, BODY);
        await().until(() -> receiver.requests("/beside").size() == 1);

        pipeline.put(webhook, receiver.url("/late"), true);

        assertThat(theOnlyAttempt(webhook).outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void aMalformedWebhookHurtsItselfOnly() {
        String broken = "wh_" + UUID.randomUUID();
        String good = pipeline.newWebhook(receiver.url("/unhurt"));
        pipeline.put(broken, "no url at all", true);
        pipeline.deliver(broken, 1, BODY);
        pipeline.deliver(good, 1, BODY);

        assertThat(theOnlyAttempt(good).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(theOnlyAttempt(broken).outcome()).isEqualTo(Outcome.HELD);
    }

    @Test
    void anUnreadableRecordBecomesADeadLetterAndTheNextIsDelivered() {
        String webhook = pipeline.newWebhook(receiver.url("/behind"));
        byte[] garbage = {(byte) 0xff, 0, 1};
        pipeline.write(new ProducerRecord<>(Topics.DELIVERIES, 0, garbage, garbage));
        pipeline.deliver(webhook, 1, BODY);

        await().until(() -> receiver.requests("/behind").size() == 1);
        ConsumerRecord<byte[], byte[]> letter = await().until(
                        () -> pipeline.read(Topics.DEAD_LETTER).stream()
                                .filter(record ->
                                        text(record, FailureHeaders.REASON).equals("unreadable"))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();

        assertThat(letter.key()).isEqualTo(garbage);
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(text(letter, FailureHeaders.ERROR)).contains("delivery_id");
    }

    @Test
    void aHangingEndpointDoesNotDelayItsNeighbour() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        receiver.answer("/hanging", request -> {
            awaitQuietly(release);
            return new Receiver.Answer(200, "at last");
        });
        String hanging = pipeline.newWebhook(receiver.url("/hanging"));
        String neighbour = pipeline.newWebhook(receiver.url("/neighbour"));
        for (int i = 0; i < 200; i++) {
            pipeline.deliver(hanging, 1, BODY);
        }
        await().until(() -> !receiver.requests("/hanging").isEmpty());

        for (int i = 0; i < 20; i++) {
            pipeline.deliver(neighbour, 1, BODY);
        }
        await().until(() -> receiver.requests("/neighbour").size() == 20);

        assertThat(receiver.requests("/hanging")).hasSizeLessThanOrEqualTo(50);
        release.countDown();
        await().until(() -> receiver.requests("/hanging").size() == 200);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Attempt theOnlyAttempt(String webhook) {
        List<Attempt> attempts = await().until(() -> pipeline.attempts(webhook), found -> !found.isEmpty());
        assertThat(attempts).hasSize(1);
        return attempts.getFirst();
    }

    private static ConsumerRecord<byte[], byte[]> theOnlyRecord(String topic, String webhook) {
        List<ConsumerRecord<byte[], byte[]>> records = await().until(
                        () -> pipeline.read(topic).stream()
                                .filter(record -> new String(record.key(), UTF_8).equals(webhook))
                                .toList(),
                        found -> !found.isEmpty());
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private static Delivery read(Headers headers) {
        try {
            return DeliveryHeaders.read(headers);
        } catch (com.agentbot.webhooks.schemas.UnreadableRecord e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }
}
