package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A delivery that was received and is not finished.
 *
 * @param record as it was read; its value is the body, byte for byte
 * @param receivedAtNanos by {@link System#nanoTime}
 */
record Work(PartitionWindow.Slot slot, ConsumerRecord<byte[], byte[]> record, Delivery delivery, long receivedAtNanos) {

    /** Whether its partition has gone to another worker, so that nothing of it counts here any more. */
    boolean isVoid() {
        return slot.window().closed();
    }
}
