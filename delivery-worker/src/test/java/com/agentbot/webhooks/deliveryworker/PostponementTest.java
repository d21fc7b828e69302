package com.agentbot.webhooks.deliveryworker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.RetryTiers;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostponementTest {
    private static final long NOW = 1_790_000_000_000L;

    private final RetryTiers tiers = RetryTiers.parse(RetryTiers.DEFAULT);
    private final Postponement postponement = new Postponement(tiers);

    @Test
    void theFirstTimeItWaitsForTheShortestTier() {
        Verdict.Postponed postponed = (Verdict.Postponed) postponement.of(down(work(null)), NOW);

        assertThat(postponed.tier().name()).isEqualTo("1m");
        assertThat(postponed.dueAtMillis())
                .isEqualTo(NOW + Duration.ofMinutes(1).toMillis());
        assertThat(postponed.sinceMillis()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({"59s,1m", "1m,1m", "4m,1m", "5m,5m", "29m,5m", "30m,30m", "3h,3h", "7h,3h"})
    void itWaitsNoLongerThanItHasWaitedAlready(String waited, String tier) {
        long since = NOW - Duration.parse("PT" + waited).toMillis();

        Verdict.Postponed postponed = (Verdict.Postponed) postponement.of(down(work(Long.toString(since))), NOW);

        assertThat(postponed.tier().name()).isEqualTo(tier);
        assertThat(postponed.sinceMillis()).isEqualTo(since);
    }

    @Test
    void afterTwiceTheWholeScheduleItIsGivenUp() {
        long since = NOW - 2 * tiers.total().toMillis();

        assertThat(postponement.of(down(work(Long.toString(since))), NOW)).isInstanceOf(Verdict.Postponed.class);
        assertThat(postponement.of(down(work(Long.toString(since - 1))), NOW)).isInstanceOf(Verdict.Expired.class);
    }

    @Test
    void aHeaderThatMakesNoSenseCountsAsNone() {
        assertThat(((Verdict.Postponed) postponement.of(down(work("yesterday")), NOW)).sinceMillis())
                .isEqualTo(NOW);
    }

    @ParameterizedTest
    @CsvSource({"0s,1m", "1m,1m", "4m59s,1m", "5m,5m", "29m,5m", "30m,30m", "3h,3h", "100h,3h"})
    void whereTheEndpointTakesNoMoreItWaitsNoLongerThanUntilItsTurn(String untilTurn, String tier) {
        Duration turn = Duration.parse("PT" + untilTurn);

        Verdict.Postponed postponed = (Verdict.Postponed) postponement.of(new WayOut.Leaving(work(null), turn), NOW);

        assertThat(postponed.tier().name()).isEqualTo(tier);
        assertThat(postponed.turnAtMillis()).hasValue(NOW + turn.toMillis());
    }

    @Test
    void whoHasATurnKeepsIt() {
        long turn = NOW + Duration.ofMinutes(6).toMillis();
        Work work = work(Long.toString(NOW - Duration.ofHours(1).toMillis()));
        work.record().headers().add(DeliveryHeaders.TURN_AT, Long.toString(turn).getBytes(UTF_8));

        Verdict.Postponed postponed =
                (Verdict.Postponed) postponement.of(new WayOut.Leaving(work, Duration.ofHours(9)), NOW);

        assertThat(postponed.turnAtMillis()).hasValue(turn);
        assertThat(postponed.tier().name()).isEqualTo("5m");
        assertThat(((Verdict.Postponed) postponement.of(down(work), NOW)).turnAtMillis())
                .as("nobody knows when an endpoint that is down will take them")
                .isEmpty();
    }

    private static WayOut.Leaving down(Work work) {
        return new WayOut.Leaving(work, null);
    }

    private static Work work(@Nullable String waitingSince) {
        Delivery delivery = new Delivery(
                new UUID(0, 1),
                "wh",
                "site",
                "message.created",
                1,
                0,
                new EventRef("agentbot.events", 0, 1),
                0,
                1,
                Trigger.SCHEDULE);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("agentbot.deliveries.slow", 0, 1, new byte[0], new byte[0]);
        if (waitingSince != null) {
            record.headers().add(DeliveryHeaders.WAITING_SINCE, waitingSince.getBytes(UTF_8));
        }
        return new Work(new PartitionWindow(0, FinishedOffsets.NONE).receive(1, 0), record, delivery, 0);
    }
}
