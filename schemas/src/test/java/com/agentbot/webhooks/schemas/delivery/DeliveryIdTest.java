package com.agentbot.webhooks.schemas.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class DeliveryIdTest {
    private static final EventRef PLACE = new EventRef("agentbot.events", 3, 1234);

    /** Receivers deduplicate by these: a change would send everything in flight or replayed under a second id. */
    @Test
    void theSamePairGivesThisIdForEver() {
        assertThat(DeliveryId.ofProducerId("site_abc", "evt_1", "wh_1"))
                .hasToString("279459a8-8346-8565-ae01-0176f27da034");
        assertThat(DeliveryId.ofPlace(PLACE, 1_779_021_296_000L, "wh_1"))
                .hasToString("5b04d956-dd3e-8cc4-9dab-33e45ff0b8a4");
    }

    @Property(tries = 200)
    void anIdIsAUuidOfVersion8AndTheSameEachTime(@ForAll Random random) {
        Records records = new Records(random);
        String producerId = records.text(1, 40);
        EventRef place = records.place();
        long timestamp = random.nextLong() >>> 1;
        UUID byId = DeliveryId.ofProducerId("site_abc", producerId, "wh_1");
        UUID byPlace = DeliveryId.ofPlace(place, timestamp, "wh_1");
        assertThat(Set.of(byId, byPlace)).hasSize(2).allMatch(id -> id.version() == 8 && id.variant() == 2);
        assertThat(DeliveryId.ofProducerId("site_abc", producerId, "wh_1")).isEqualTo(byId);
        assertThat(DeliveryId.ofPlace(place, timestamp, "wh_1")).isEqualTo(byPlace);
    }

    @Test
    void whateverDiffersGivesAnotherId() {
        Set<UUID> ids = new HashSet<>();
        ids.add(DeliveryId.ofProducerId("site_abc", "evt_1", "wh_1"));
        ids.add(DeliveryId.ofProducerId("site_abc", "evt_1", "wh_2"));
        ids.add(DeliveryId.ofProducerId("site_abc", "evt_2", "wh_1"));
        ids.add(DeliveryId.ofProducerId("site_abd", "evt_1", "wh_1"));
        // The same characters, divided in another way.
        ids.add(DeliveryId.ofProducerId("site_abc", "evt_1w", "h_1"));
        ids.add(DeliveryId.ofProducerId("site_abce", "vt_1", "wh_1"));
        ids.add(DeliveryId.ofPlace(PLACE, 5, "wh_1"));
        ids.add(DeliveryId.ofPlace(PLACE, 5, "wh_2"));
        // A topic that was made again begins its offsets anew.
        ids.add(DeliveryId.ofPlace(PLACE, 6, "wh_1"));
        ids.add(DeliveryId.ofPlace(new EventRef("agentbot.events", 4, 1234), 5, "wh_1"));
        ids.add(DeliveryId.ofPlace(new EventRef("agentbot.events", 3, 1235), 5, "wh_1"));
        ids.add(DeliveryId.ofPlace(new EventRef("agentbot.operations", 3, 1234), 5, "wh_1"));
        // An id that looks like a place is none.
        ids.add(DeliveryId.ofProducerId(PLACE.toString(), "5", "wh_1"));
        assertThat(ids).hasSize(13);
    }
}
