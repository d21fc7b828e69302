package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A delivery that was received and is not finished. Used by one thread. */
final class Work {
    private final PartitionWindow.Slot slot;
    private final ConsumerRecord<byte[], byte[]> record;
    private final Delivery delivery;
    private final long receivedAtNanos;
    private Endpoint.@Nullable Flight flight;

    /**
     * One that waits.
     *
     * @param record as it was read; its value is the body, byte for byte
     * @param receivedAtNanos by {@link System#nanoTime}
     */
    Work(PartitionWindow.Slot slot, ConsumerRecord<byte[], byte[]> record, Delivery delivery, long receivedAtNanos) {
        this.slot = slot;
        this.record = record;
        this.delivery = delivery;
        this.receivedAtNanos = receivedAtNanos;
    }

    PartitionWindow.Slot slot() {
        return slot;
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    Delivery delivery() {
        return delivery;
    }

    long receivedAtNanos() {
        return receivedAtNanos;
    }

    /** Whether its partition has gone to another worker, so that nothing of it counts here any more. */
    boolean isVoid() {
        return slot.window().closed();
    }

    void startedAs(Endpoint.Flight post) {
        flight = post;
    }

    /** Its POST, the last one if there were several. */
    Endpoint.Flight flight() {
        if (flight == null) {
            throw new IllegalStateException("delivery " + delivery.id() + " was never started");
        }
        return flight;
    }
}
