package com.agentbot.webhooks.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.FailureHeaders;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.event.EventReader;
import com.agentbot.webhooks.schemas.event.EventType;
import com.agentbot.webhooks.schemas.event.EventTypes;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Cleanup;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Sizing;
import com.agentbot.webhooks.schemas.topic.TopicCatalogue.Topic;
import com.agentbot.webhooks.schemas.webhook.Webhook;
import com.agentbot.webhooks.schemas.webhook.WebhookJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** What the documents say of the topics is what the code does. */
final class TopicsPageTest {
    private static final Path PAGE = Path.of("../deploy/docs/topics.md");
    private static final TopicCatalogue CATALOGUE =
            TopicCatalogue.of(RetryTiers.parse(RetryTiers.DEFAULT), Sizing.DEFAULT);

    @Test
    void theTableIsTheCatalogue() throws IOException {
        String table = table(CATALOGUE);
        assertThat(tableUnder("# Topics"))
                .as(
                        "deploy/docs/topics.md does not say what the catalogue does; put this in its table's place:%n%s",
                        table)
                .isEqualTo(table);
    }

    @Test
    void theHeadersOfADeliveryAreThoseThatAreWritten() throws IOException {
        Delivery delivery = new Delivery(
                new UUID(1, 2), "wh_1", "site_abc", "e", 6, 6, 0, new EventRef("t", 0, 0), 0, 0, Trigger.REPLAY);
        Stream<String> written = StreamSupport.stream(
                        DeliveryHeaders.write(delivery).spliterator(), false)
                .map(Header::key);
        assertThat(headersUnder("## agentbot.deliveries"))
                .isEqualTo(Stream.concat(written, Stream.of(DeliveryHeaders.WAITING_SINCE, DeliveryHeaders.TURN_AT))
                        .toList());
    }

    @Test
    void theHeadersThatSayWhyAreThoseThatAreWritten() throws IOException {
        assertThat(headersUnder("## agentbot.dead-letter"))
                .containsExactly(
                        FailureHeaders.REASON,
                        FailureHeaders.ERROR,
                        FailureHeaders.ERROR_CLASS,
                        FailureHeaders.STATUS_CODE,
                        FailureHeaders.FAILED_AT,
                        FailureHeaders.ORIGIN);
        assertThat(headersUnder("## agentbot.events.invalid"))
                .containsExactly(
                        FailureHeaders.REASON, FailureHeaders.ERROR, FailureHeaders.FAILED_AT, FailureHeaders.ORIGIN);
    }

    @Test
    void theExamplesAreWhatIsWritten() throws Exception {
        byte[] event = example("event");
        assertThat(new EventReader(EventTypes.load(), 102_400).read(event).body())
                .isEqualTo(event);
        byte[] operation = example("operation");
        assertThat(new EventReader(EventTypes.load(EventType.Kind.OPERATIONAL), 102_400)
                        .read(operation)
                        .body())
                .isEqualTo(operation);
        byte[] webhook = example("webhook");
        Webhook read = WebhookJson.read(webhook);
        assertThat(WebhookJson.write(read)).isEqualTo(webhook);
        byte[] attempt = example("attempt");
        assertThat(AttemptJson.write(AttemptJson.read(attempt))).isEqualTo(attempt);
    }

    @Test
    void everyTopicTriggerAndOutcomeIsExplained() throws IOException {
        String page = page();
        Stream.of(Outcome.values()).forEach(outcome -> assertThat(page).contains("`" + outcome + "`"));
        Stream.of(Trigger.values()).forEach(trigger -> assertThat(page).contains("`" + trigger + "`"));
        List<String> titles =
                page.lines().filter(line -> line.startsWith("## ")).toList();
        assertThat(CATALOGUE.topics()).allSatisfy(topic -> {
            boolean retry = Topics.RETRY.matcher(topic.name()).matches();
            String name = retry ? Topics.RETRY_PREFIX + "*" : topic.name();
            assertThat(titles)
                    .anyMatch(
                            title -> List.of(title.substring(3).split(", ", -1)).contains(name));
        });
    }

    private static String table(TopicCatalogue catalogue) {
        StringBuilder table = new StringBuilder();
        table.append("| Topic | Key | Holds | Partitions | Kept | Largest batch |\n|---|---|---|--:|---|--:|\n");
        for (Topic topic : catalogue.topics()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %d | %s | %,d bytes |\n",
                    topic.name(),
                    topic.key(),
                    topic.purpose(),
                    topic.partitions(),
                    kept(topic.cleanup()),
                    topic.maxBatchBytes()));
        }
        return table.toString();
    }

    private static String kept(Cleanup cleanup) {
        return switch (cleanup) {
            case Cleanup.Compact() -> "the last of each key, for ever";
            case Cleanup.DeleteAfter(Duration retention) -> spoken(retention);
        };
    }

    private static String spoken(Duration time) {
        StringBuilder text = new StringBuilder();
        spoken(text, time.toDays(), "day");
        spoken(text, time.toHoursPart(), "hour");
        spoken(text, time.toMinutesPart(), "minute");
        spoken(text, time.toSecondsPart(), "second");
        return text.toString();
    }

    private static void spoken(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(text.isEmpty() ? "" : " ").append(amount).append(' ').append(unit);
            text.append(amount == 1 ? "" : "s");
        }
    }

    private static List<String> headersUnder(String title) throws IOException {
        return tableUnder(title)
                .lines()
                .skip(2)
                .map(line -> line.substring(line.indexOf('`') + 1, line.indexOf('`', line.indexOf('`') + 1)))
                .toList();
    }

    /** The first table under a title, line breaks included. */
    private static String tableUnder(String title) throws IOException {
        StringBuilder table = new StringBuilder();
        page().lines()
                .dropWhile(line -> !line.startsWith(title))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> table.append(line).append('\n'));
        return table.toString();
    }

    /** The code block that is marked as an example of this. */
    private static byte[] example(String name) throws IOException {
        String fence = "```json " + name + "\n";
        String page = page();
        assertThat(page).contains(fence);
        int start = page.indexOf(fence) + fence.length();
        return page.substring(start, page.indexOf("\n```", start)).getBytes(UTF_8);
    }

    private static String page() throws IOException {
        return Files.readString(PAGE).replace("\r\n", "\n");
    }
}
