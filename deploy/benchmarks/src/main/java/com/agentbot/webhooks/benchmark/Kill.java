package com.agentbot.webhooks.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.agentbot.webhooks.embedded.CommittedRecords;
import com.agentbot.webhooks.schemas.UnreadableRecord;
import com.agentbot.webhooks.schemas.delivery.Attempt;
import com.agentbot.webhooks.schemas.delivery.AttemptJson;
import com.agentbot.webhooks.schemas.delivery.Outcome;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * What is sent again after a {@code kill -9} of the worker: POSTs in flight and those answered since the last commit,
 * however slow the record at the head of each partition is.
 *
 * @param inFlight POSTs to have in flight when it is killed
 * @param events sent before that
 */
record Kill(int inFlight, long events) implements Scenario {
    private static final int PARTITIONS = 12;
    private static final Endpoints HANGING = new Endpoints(new Behaviour.Hanging(), PARTITIONS, PARTITIONS);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Endpoints SLOW = new Endpoints(new Behaviour.Slow(ANSWER), 400, 200);
    private static final String SLOW_ID = "wh_slow_";
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> SETTINGS = Map.of(
            // The heads hang for longer than the whole of it takes.
            "HTTP_DEADLINE", "5m",
            // A slow answer is what is wanted here, not a reason to be sent less.
            "WORKER_PROMPT", "20s",
            "WORKER_COMMIT_INTERVAL", COMMIT_INTERVAL.toMillis() + "ms");

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String summary() {
        return "kill -9 of the worker with about " + inFlight
                + " POSTs in flight and one that hangs at the head of each of " + PARTITIONS
                + " partitions; then a new worker";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        try (Stage stage = Stage.open(launcher, SETTINGS)) {
            List<Site> slow = stage.webhooks().publish(SLOW, number -> SLOW_ID + number);
            hangAtEveryHead(stage);
            Progress.say("kill: " + events + " events");
            load(stage, slow);
            long killedMicros = WallClock.micros();
            stage.worker().process().kill();
            Counts unused =
                    stage.receiver().await("all connections are broken", counts -> counts.unanswered() == 0, PATIENCE);
            Counts killed = stage.receiver().counts(killedMicros - COMMIT_INTERVAL.toNanos() / 1_000);
            Progress.say("kill: a new worker does the rest");
            stage.startWorkerAgain();
            stage.receiver().awaitAtMost(this::allDelivered, PATIENCE);
            Counts after = stage.receiver()
                    .await("only heads are in flight", counts -> counts.unanswered() <= PARTITIONS, PATIENCE);
            stage.checkAlive();
            long committed = committedBefore(killedMicros / 1_000, stage.kafka());
            return figures(killed, after, committed);
        }
    }

    /** Returns when as much is in flight as there should be, or as much as this machine brings about. */
    private void load(Stage stage, List<Site> slow) throws InterruptedException {
        ReceiverClient receiver = stage.receiver();
        new ClosedLoop(stage.events(), inFlight + inFlight / 8)
                .run(slow, events, () -> receiver.counts().of(SLOW.behaviour()).delivered());
        Counts unused = receiver.awaitAtMost(counts -> counts.unanswered() >= inFlight + PARTITIONS, ANSWER);
    }

    private boolean allDelivered(Counts counts) {
        return counts.of(SLOW.behaviour()).delivered() >= events;
    }

    private static void hangAtEveryHead(Stage stage) throws InterruptedException {
        List<Site> hanging = stage.webhooks().publish(HANGING, Kill::idInPartition);
        stage.awaitKnown();
        hanging.forEach(site -> stage.events().send(site, WallClock.micros()));
        stage.events().flush();
        Counts unused = stage.receiver()
                .await(
                        "every head hangs",
                        counts -> counts.of(HANGING.behaviour()).unanswered() == PARTITIONS,
                        PATIENCE);
    }

    /** Deliveries are keyed by the webhook's id. */
    private static String idInPartition(int partition) {
        int number = 0;
        while (BuiltInPartitioner.partitionForKey(id(number).getBytes(US_ASCII), PARTITIONS) != partition) {
            number++;
        }
        return id(number);
    }

    private static String id(int number) {
        return "wh_head_" + number;
    }

    /** Deliveries to slow endpoints that were delivered and committed by POSTs from before that time. */
    private static long committedBefore(long millis, String kafka) throws UnreadableRecord {
        long committed = 0;
        for (ConsumerRecord<byte[], byte[]> record : CommittedRecords.of(Topics.ATTEMPTS, kafka)) {
            Attempt attempt = AttemptJson.read(record.value());
            if (attempt.webhookId().startsWith(SLOW_ID)
                    && attempt.outcome() == Outcome.DELIVERED
                    && attempt.atMillis() <= millis) {
                committed++;
            }
        }
        return committed;
    }

    private List<Figure> figures(Counts killed, Counts after, long committed) {
        long cut = killed.pages().values().stream().mapToLong(Counts.Page::cut).sum();
        long resumed =
                after.pages().values().stream().mapToLong(Counts.Page::resumed).sum();
        long again = after.repeated() + resumed;
        long interval = COMMIT_INTERVAL.toMillis();
        long uncommitted = killed.of(SLOW.behaviour()).delivered() - committed;
        return List.of(
                Figure.count("in flight at the kill", cut),
                Figure.count("answered in the last " + interval + " ms", killed.lastAnswers()),
                Figure.count("answered since the last commit", uncommitted),
                Figure.count("sent again, of those in flight", resumed),
                Figure.count("sent again, of those answered", after.repeated()),
                Figure.of(
                        "beyond in flight and " + interval + " ms",
                        (double) (again - cut - killed.lastAnswers()),
                        "",
                        Bar.goal(0)),
                Figure.of("beyond in flight and last commit", (double) (again - cut - uncommitted), "", Bar.promise(0)),
                Figure.never("lost", events - after.of(SLOW.behaviour()).delivered()));
    }
}
