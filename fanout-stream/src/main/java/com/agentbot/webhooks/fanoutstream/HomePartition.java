package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.event.Event;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Where all events of a site meet: the partition that Java's producer gives the key {@code site_id}, because that is
 * where most of them lie already.
 *
 * @param partitions of the events topic
 */
record HomePartition(int partitions) implements StreamPartitioner<byte[], ArrivedEvent> {

    int of(String siteId) {
        return of(siteId.getBytes(UTF_8));
    }

    private int of(byte[] siteId) {
        return Utils.toPositive(Utils.murmur2(siteId)) % partitions;
    }

    /** Only duplicates have to meet, and only an event that carries an id can have any. */
    boolean isAwayFrom(int partition, Event event) {
        return event.id() != null && of(event.siteId()) != partition;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] siteId, ArrivedEvent event, int numPartitions) {
        return Optional.of(Set.of(of(siteId)));
    }
}
