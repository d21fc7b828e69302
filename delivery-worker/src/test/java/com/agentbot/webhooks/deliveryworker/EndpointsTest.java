package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.deliveryworker.Endpoint.Reply;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Duration PROMPT = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final Endpoint.Rules ENDPOINT = new Endpoint.Rules(20, 2, PROMPT, 6, PROBE);
    private static final int WINDOW = 200;

    private Endpoints endpoints = fastLane(100);
    private PartitionWindow window = new PartitionWindow(0, FinishedOffsets.NONE);
    private long now = Long.MAX_VALUE - 1_000; // so that it overflows, as the real one may
    private long offset;

    private Endpoints fastLane(int lateInFlight) {
        return lane(lateInFlight, new WayOut.Overflow.Leave(AWAY, AWAY.multipliedBy(4)));
    }

    private Endpoints slowLane() {
        return lane(100, new WayOut.Overflow.Shed());
    }

    private Endpoints lane(int lateInFlight, WayOut.Overflow overflow) {
        Endpoints.Rules rules = new Endpoints.Rules(
                ENDPOINT,
                new WayOut.Rules(WINDOW, overflow),
                lateInFlight,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10));
        return new Endpoints(rules, Long.MAX_VALUE - 2_000);
    }

    @Test
    void aFloodOfOneWebhookDoesNotTakeTheOthersTurns() {
        add("flooding", 20);
        add("quiet", 1);

        assertThat(List.of(webhookOfNext(), webhookOfNext())).containsExactly("flooding", "quiet");
    }

    @Test
    void aWebhookNeverHasMoreInFlightThanItsRoomWhichGrowsWithPromptAnswers() {
        add("a", 100);
        List<Work> started = startAll();
        assertThat(started).hasSize(2);

        for (int room = 3; room <= 20; room++) {
            endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
            started.addAll(startAll());
            assertThat(started).hasSize(room);
        }
        endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void deliveriesOfOneWebhookStartInTheirOrder() {
        add("a", 2);

        assertThat(startAll()).extracting(work -> work.slot().offset()).containsExactly(0L, 1L);
    }

    @Test
    void whatWasPutBackComesFirstAndOnlyAfterAMoment() {
        add("a", 2);
        Work first = startOne();

        endpoints.putBack(first, now);

        assertThat(endpoints.next(now)).isNull();
        passes(Duration.ofMillis(20));
        assertThat(startAll()).extracting(work -> work.slot().offset()).containsExactly(0L, 1L);
    }

    @Test
    void onePutBackDoesNotHoldOthersUp() {
        add("a", 1);
        endpoints.putBack(startOne(), now);
        add("b", 1);

        assertThat(webhookOfNext()).isEqualTo("b");
    }

    @Test
    void discardedDeliveriesNeverStart() {
        add("a", 1);
        add("b", 1);

        endpoints.discard(work -> work.delivery().webhookId().equals("a"), now);

        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("b");
        assertThat(endpoints.waiting()).isZero();
    }

    @Test
    void whatWasReceivedOfALostPartitionNeverStarts() {
        add("a", 2);
        window.close();
        window = new PartitionWindow(0, FinishedOffsets.NONE);
        add("b", 1);

        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("b");
        assertThat(endpoints.waiting()).isZero();
    }

    @Test
    void oneThatIsLateGetsLessAndLess() {
        List<Work> started = rampedUp("slow", 20);
        for (int i = 0; i < 10; i++) {
            endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
        }
        passes(PROMPT);
        add("slow", 50);

        assertThat(startAll()).isEmpty(); // ten are late, each of which costs a tenth of the room
        assertThat(endpoints.late()).isEqualTo(10);

        for (int i = 0; i < 8; i++) {
            endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
        }
        assertThat(startAll()).hasSize(14); // room for 16, two of them late
        assertThat(endpoints.late()).isEqualTo(2);
    }

    @Test
    void lateOnesOfAllTogetherAreBounded() {
        endpoints = fastLane(4);
        add("a", 1);
        add("b", 3);
        assertThat(startAll()).hasSize(3);
        add("c", 3);
        assertThat(startAll()).hasSize(2);
        passes(PROMPT);
        assertThat(startAll()).isEmpty();
        assertThat(endpoints.late()).isEqualTo(5);
        add("d", 1);

        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("d");
    }

    @Test
    void oneThatIsDownGetsOnlyProbesUntilItAnswersAndThenARamp() {
        List<Work> started = rampedUp("down", 20);
        started.forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        add("down", 30);
        assertThat(startAll()).isEmpty();

        passes(PROBE);
        List<Work> probes = startAll();
        assertThat(probes).hasSize(1);
        endpoints.ended(probes.getFirst(), Reply.SILENCE, now);
        assertThat(startAll()).isEmpty();

        passes(PROBE);
        started = startAll();
        assertThat(started).hasSize(1);
        for (int room : List.of(1, 2, 3, 4, 5)) {
            endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
            started.addAll(startAll());
            assertThat(started).hasSize(room);
        }
    }

    @Test
    void whatWaitsTooLongForOneThatIsDownLeaves() {
        rampedUp("down", 20).forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        add("down", 5);
        passes(PROBE);
        startAll();
        assertThat(leaving()).isEmpty();
        passes(PROBE.multipliedBy(2));

        startAll();

        assertThat(leaving()).hasSize(4);
    }

    @Test
    void inTheSlowLaneOneStaysToBeTheProbe() {
        endpoints = slowLane();
        rampedUp("down", 20).forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        add("down", 5);
        passes(PROBE.multipliedBy(3));

        assertThat(startAll()).hasSize(1);
        assertThat(leaving()).hasSize(4);
    }

    @Test
    void oneThatOutgrowsItsShareLeavesAndWhatComesNextToo() {
        add("healthy", 1);
        add("flooding", WINDOW / 4 + 1);
        assertThat(leaving()).hasSize(WINDOW / 4 + 1);
        add("flooding", 1);
        assertThat(leaving()).hasSize(1);
        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("healthy");

        passes(AWAY);
        add("flooding", 1);
        assertThat(leaving()).isEmpty();
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void oneThatComesBackNoBetterStaysAwayTwiceAsLong() {
        add("healthy", 1);
        for (int times : List.of(1, 2, 4, 4)) {
            add("flooding", WINDOW / 4 + 1);
            assertThat(leaving()).isNotEmpty();
            passes(AWAY.multipliedBy(times).minusNanos(1));
            add("flooding", 1);
            assertThat(leaving()).hasSize(1);
            passes(Duration.ofNanos(1));
        }
        passes(AWAY.multipliedBy(4));
        add("flooding", WINDOW / 4 + 1);
        passes(AWAY);
        leaving();
        add("flooding", 1);
        assertThat(leaving()).isEmpty();
    }

    @Test
    void oneThatSeemsToHaveThePartitionToItselfLeavesToo() {
        add("flooding", WINDOW / 2);
        assertThat(leaving()).isEmpty();
        add("flooding", 1);

        assertThat(leaving()).as("somebody may wait behind it").hasSize(WINDOW / 2 + 1);
    }

    @Test
    void thoseThatHaveNothingToSendTakeNoShare() {
        for (int i = 0; i < 50; i++) {
            add("quiet-" + i, 1);
        }
        startAll().forEach(work -> endpoints.ended(work, Reply.ANSWERED, now));

        add("busy", WINDOW / 2);
        assertThat(leaving()).isEmpty();
        add("busy", 1);
        assertThat(leaving()).hasSize(WINDOW / 2 + 1);
    }

    @Test
    void underPressureThoseLeaveThatCannotSendAndNobodyElse() {
        add("full", 3);
        startAll();
        add("ready", 1);

        assertThat(endpoints.leaving(pressed -> true, now))
                .extracting(leaving -> leaving.work().delivery().webhookId())
                .containsExactly("full");
        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("ready");
    }

    @Test
    void inTheSlowLaneOnlyWhatIsTooMuchLeavesTheLastFirst() {
        endpoints = slowLane();
        add("other", 1);
        add("flooding", WINDOW / 4 + 1);

        List<Work> left = leaving();

        assertThat(left).hasSize(WINDOW / 4 + 1 - WINDOW / 8);
        assertThat(left.getLast().slot().offset()).isEqualTo(offset - 1);
        assertThat(left.getFirst().slot().offset()).isEqualTo(offset - left.size());
    }

    @Test
    void thoseThatLeaveTheSlowLaneHaveTheirTurnAfterAllBeforeThem() {
        endpoints = slowLane();
        add("limited", WINDOW / 2 + 1, 10);
        add("limited", WINDOW / 4 + 1, 10);

        List<Duration> turns = endpoints.leaving(window -> false, now).stream()
                .map(WayOut.Leaving::untilTurn)
                .toList();

        assertThat(turns).hasSize(2 * (WINDOW / 4 + 1));
        for (int i = 0; i < turns.size(); i++) {
            assertThat(turns.get(i)).isEqualTo(Duration.ofMillis(100L * (WINDOW / 4 + 1 + i)));
        }
    }

    @Test
    void turnsGoByHowFastTheEndpointHasBeenAnswering() {
        endpoints = slowLane();
        add("a", 2);
        List<Work> first = startAll();
        passes(Duration.ofMillis(300));
        first.forEach(work -> endpoints.ended(work, Reply.ANSWERED, now));
        add("a", WINDOW / 2 + 1);

        WayOut.Leaving next = endpoints.leaving(window -> false, now).getFirst();

        // Four in flight at 300 ms each: 75 ms for each of the 51 up to and with this one.
        assertThat(next.untilTurn()).isEqualTo(Duration.ofMillis(75L * (WINDOW / 4 + 1)));
    }

    @Test
    void oneThatIsDownGivesNoTurns() {
        endpoints = slowLane();
        rampedUp("down", 20).forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        add("down", WINDOW / 2 + 1);

        assertThat(endpoints.leaving(window -> false, now))
                .isNotEmpty()
                .allSatisfy(leaving -> assertThat(leaving.untilTurn()).isNull());
    }

    @Test
    void oneWithALimitOfItsOwnersIsSentToInTheSlowLaneEvenlySpaced() {
        add("limited", 1, 4);
        assertThat(leaving()).hasSize(1);

        endpoints = slowLane();
        add("limited", 3, 4);
        Work first = startOne();
        endpoints.ended(first, Reply.ANSWERED, now);
        assertThat(startAll()).isEmpty();
        passes(Duration.ofMillis(250).minusNanos(1));
        assertThat(startAll()).isEmpty();
        passes(Duration.ofNanos(1));
        assertThat(startAll()).hasSize(1);
        passes(Duration.ofMillis(250));
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void aLimitThatIsSetLaterCountsForWhatWaitsAlready() {
        add("a", 3);
        Work first = startOne();

        assertThat(endpoints.isWithinLimit(first, null, now)).isTrue();
        Work second = startOne();
        assertThat(endpoints.isWithinLimit(second, 4, now)).isFalse();

        assertThat(leaving()).hasSize(2);
        assertThat(startAll()).isEmpty();
    }

    @Test
    void aPostThatWasNotMadeUsesUpNeitherAProbeNorAPermit() {
        endpoints = slowLane();
        add("limited", 2, 1);
        Work first = startOne();

        endpoints.ended(first, Reply.NOT_SENT, now);

        assertThat(startAll()).hasSize(1);
    }

    @Test
    void aPostThatProvesNotMadeAfterAnotherWentOutGivesNoPermitBack() {
        endpoints = slowLane();
        add("limited", 3, 1);
        Work first = startOne();
        passes(Duration.ofSeconds(1));
        startOne();

        endpoints.ended(first, Reply.NOT_SENT, now);

        assertThat(startAll()).isEmpty();
        passes(Duration.ofSeconds(1));
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void whoHasNothingToDoIsSoonForgotten() {
        rampedUp("a", 20).forEach(work -> endpoints.ended(work, Reply.ANSWERED, now));
        passes(Duration.ofSeconds(9));
        startAll();
        add("a", 50);
        List<Work> started = startAll();
        assertThat(started).hasSize(20);
        started.forEach(work -> endpoints.ended(work, Reply.ANSWERED, now));
        endpoints.discard(work -> true, now);

        passes(Duration.ofSeconds(10));
        startAll();
        add("a", 50);

        assertThat(startAll()).hasSize(2);
    }

    @Test
    void thatOneIsDownIsRememberedForLonger() {
        rampedUp("down", 20).forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        passes(Duration.ofMinutes(9));
        startAll();
        add("down", 50);
        List<Work> probe = startAll();
        assertThat(probe).hasSize(1);
        probe.forEach(work -> endpoints.ended(work, Reply.SILENCE, now));
        endpoints.discard(work -> true, now);

        passes(Duration.ofMinutes(10));
        startAll();
        passes(Duration.ofMinutes(10));
        startAll();
        add("down", 50);

        assertThat(startAll()).hasSize(2);
    }

    /** So many in flight to an endpoint that has answered promptly so far. */
    private List<Work> rampedUp(String webhookId, int inFlight) {
        add(webhookId, 2 * inFlight);
        List<Work> started = startAll();
        while (started.size() < inFlight) {
            endpoints.ended(started.removeFirst(), Reply.ANSWERED, now);
            started.addAll(startAll());
        }
        endpoints.discard(work -> !started.contains(work), now);
        return started;
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    private List<Work> leaving() {
        return endpoints.leaving(window -> false, now).stream()
                .map(WayOut.Leaving::work)
                .toList();
    }

    private void add(String webhookId, int count) {
        add(webhookId, count, null);
    }

    private void add(String webhookId, int count, @Nullable Integer perSecond) {
        for (int i = 0; i < count; i++) {
            Delivery delivery = new Delivery(
                    new UUID(0, offset),
                    webhookId,
                    "site",
                    "message.created",
                    1,
                    0,
                    new EventRef("agentbot.events", 0, offset),
                    0,
                    1,
                    Trigger.SCHEDULE);
            ConsumerRecord<byte[], byte[]> record =
                    new ConsumerRecord<>("agentbot.deliveries", 0, offset, new byte[0], new byte[0]);
            endpoints.add(new Work(window.receive(offset, 0), record, delivery, now), perSecond, now);
            offset++;
        }
    }

    private Work startOne() {
        List<Work> work = new ArrayList<>();
        Work next = endpoints.next(now);
        if (next != null) {
            work.add(next);
        }
        return work.getFirst();
    }

    private String webhookOfNext() {
        return startOne().delivery().webhookId();
    }

    private List<Work> startAll() {
        List<Work> started = new ArrayList<>();
        for (Work work = endpoints.next(now); work != null; work = endpoints.next(now)) {
            started.add(work);
        }
        return started;
    }
}
