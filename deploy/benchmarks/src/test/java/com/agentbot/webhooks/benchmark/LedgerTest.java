package com.agentbot.webhooks.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the receiver's counts say. */
class LedgerTest {
    private static final Behaviour PROMPT = new Behaviour.Prompt();
    private static final UUID DELIVERY = new UUID(1, 2);

    private final Ledger ledger = new Ledger();
    private final Ledger.Page page = ledger.page(PROMPT.path());

    @Test
    void aDeliveryThatComesAgainAfterItsSuccessIsADuplicate() {
        deliver(DELIVERY, true);
        deliver(DELIVERY, true);
        deliver(new UUID(1, 3), true);

        Counts.Page counts = counts();
        assertThat(counts.requests()).isEqualTo(3);
        assertThat(counts.delivered()).isEqualTo(2);
        assertThat(counts.repeated()).isEqualTo(1);
    }

    @Test
    void aRetryAfterAFailureIsNone() {
        deliver(DELIVERY, false);
        deliver(DELIVERY, true);

        assertThat(counts().delivered()).isEqualTo(1);
        assertThat(counts().repeated()).isZero();
    }

    @Test
    void aDuplicateIsKnownAlsoWhenTheCountsWereResetInBetween() {
        deliver(DELIVERY, true);
        ledger.reset();
        deliver(DELIVERY, true);

        assertThat(counts().delivered()).isZero();
        assertThat(counts().repeated()).isEqualTo(1);
    }

    @Test
    void whatIsSentAgainAfterItsConnectionBrokeIsNoDuplicate() {
        ledger.arrived(page, DELIVERY, 0, 1_000);
        assertThat(counts().unanswered()).isEqualTo(1);
        ledger.cut(page, DELIVERY, 2_000);
        deliver(DELIVERY, true);

        assertThat(counts().cut()).isEqualTo(1);
        assertThat(counts().resumed()).isEqualTo(1);
        assertThat(counts().repeated()).isZero();
        assertThat(counts().unanswered()).isZero();
    }

    @Test
    void theLastAnswersAreThoseJustBeforeTheFirstConnectionBroke() {
        answeredAt(new UUID(1, 1), 1_000);
        answeredAt(new UUID(1, 2), 9_000);
        answeredAt(new UUID(1, 3), 10_000);
        ledger.arrived(page, DELIVERY, 0, 10_500);
        ledger.cut(page, DELIVERY, 11_000);

        assertThat(ledger.counts(9_000).lastAnswers()).isEqualTo(2);
    }

    @Test
    void theDelayCountsFromWhenTheEventWasDue() {
        ledger.arrived(page, DELIVERY, 1_000, 6_000);

        assertThat(counts().delay().max()).isBetween(5_000L, 5_010L);
    }

    @Test
    void anyNumberOfIdsIsTold() {
        Random random = new Random(1);
        DeliveryIds ids = new DeliveryIds();
        Set<UUID> expected = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            UUID id = new UUID(random.nextLong(), i);
            expected.add(id);
            assertThat(ids.add(id)).isTrue();
        }
        assertThat(ids.size()).isEqualTo(expected.size());
        assertThat(expected).allMatch(ids::contains).noneMatch(ids::add);
        assertThat(ids.contains(new UUID(1, -1))).isFalse();
    }

    @Test
    void countsAreReadAsTheyWereWritten() {
        deliver(DELIVERY, true);

        Counts counts = ledger.counts(0);
        assertThat(Counts.ofJson(counts.json())).isEqualTo(counts);
    }

    private void deliver(UUID delivery, boolean success) {
        ledger.arrived(page, delivery, 0, 1_000);
        ledger.answered(page, delivery, success, 1_000);
    }

    private void answeredAt(UUID delivery, long micros) {
        ledger.arrived(page, delivery, 0, micros);
        ledger.answered(page, delivery, true, micros);
    }

    private Counts.Page counts() {
        return ledger.counts(0).of(PROMPT);
    }
}
