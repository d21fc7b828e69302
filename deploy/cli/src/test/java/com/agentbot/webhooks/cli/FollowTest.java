package com.agentbot.webhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FollowTest {
    private static final Instant BEGIN = Instant.parse("2026-05-17T12:00:00Z");

    private final Log log = new Log();

    /** The delivery log as the API shows it; what is added may be older than what is there. */
    private static final class Log implements Follow.Deliveries {
        private final NavigableMap<String, JsonNode> byKey = new TreeMap<>();
        private int pages;
        private int failsAt = -1;

        void add(Instant at) {
            String id = "d" + byKey.size();
            byKey.put(key(at) + id, Api.object().put("id", id).put("created_at", at.toString()));
        }

        List<String> ids() {
            return byKey.values().stream().map(FollowTest::id).toList();
        }

        @Override
        public JsonNode page(Instant since, @Nullable Instant until, @Nullable String cursor, int limit) {
            if (pages++ == failsAt) {
                throw Failure.unreachable("away");
            }
            NavigableMap<String, JsonNode> rest =
                    byKey.subMap(key(since), true, key(until == null ? Instant.MAX : until), false);
            rest = cursor == null ? rest : rest.headMap(cursor, false);
            ObjectNode page = Api.object();
            ArrayNode deliveries = page.putArray("deliveries");
            rest.descendingMap().values().stream().limit(limit).forEach(deliveries::add);
            String last = rest.descendingMap().keySet().stream()
                    .skip(limit - 1)
                    .findFirst()
                    .orElse(null);
            return page.put("next", rest.size() > limit ? last : null);
        }
    }

    private static String key(Instant at) {
        return at.equals(Instant.MAX) ? "9" : "%015d ".formatted(at.toEpochMilli());
    }

    private static String id(JsonNode delivery) {
        return delivery.path("id").asText();
    }

    @RepeatedTest(20)
    void eachIsFoundOnceHoweverLateItComesIntoTheLog(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        Follow follow = new Follow(log, BEGIN);
        List<String> found = new ArrayList<>();

        Instant now = BEGIN;
        for (int look = 0; look < 40; look++) {
            now = now.plusSeconds(random.nextInt(60));
            int burst = random.nextInt(4) == 0 ? random.nextInt(700) : random.nextInt(5);
            for (int i = 0; i < burst; i++) {
                Duration late = Duration.ofSeconds(random.nextInt(5) == 0 ? random.nextInt(3_600) : 0);
                Instant at = now.minus(late);
                log.add(at.isBefore(BEGIN) ? BEGIN : at);
            }
            follow.fresh().forEach(delivery -> found.add(id(delivery)));
        }
        // Older ones are gone through bit by bit.
        for (int look = 0; look < 60; look++) {
            follow.fresh().forEach(delivery -> found.add(id(delivery)));
        }

        assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(log.ids());
    }

    @Test
    void whatWasReadBeforeAFailureComesWithTheNextLook() throws Exception {
        for (int i = 0; i < 450; i++) {
            log.add(BEGIN.plusMillis(i));
        }
        log.failsAt = 1;
        Follow follow = new Follow(log, BEGIN);

        assertThatThrownBy(follow::fresh).isInstanceOf(Failure.class);

        assertThat(follow.fresh().stream().map(FollowTest::id)).containsExactlyElementsOf(log.ids());
        assertThat(follow.fresh()).isEmpty();
    }

    @Test
    void overDaysWhatWasSeenIsForgottenAndNothingComesTwice() throws Exception {
        Follow follow = new Follow(log, BEGIN);
        List<String> found = new ArrayList<>();
        for (int hour = 0; hour < 96; hour++) {
            log.add(BEGIN.plus(Duration.ofHours(hour)));
            follow.fresh().forEach(delivery -> found.add(id(delivery)));
        }
        assertThat(found).containsExactlyElementsOf(log.ids());
    }
}
