package com.agentbot.webhooks.deliveryworker;

import com.agentbot.webhooks.deliveryworker.http.Answer;
import com.agentbot.webhooks.schemas.delivery.Delivery;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record's end, ready to be committed.
 *
 * @param slot its place in the partition
 * @param record as it was read
 * @param delivery null only for what could not be read
 * @param answer null when no POST was made
 * @param atMillis when the attempt began, or was decided not to be made, in milliseconds of the Unix epoch
 */
record Ending(
        PartitionWindow.Slot slot,
        ConsumerRecord<byte[], byte[]> record,
        @Nullable Delivery delivery,
        Verdict verdict,
        @Nullable Answer answer,
        long atMillis) {

    static Ending of(Work work, Verdict verdict, @Nullable Answer answer, long atMillis) {
        return new Ending(work.slot(), work.record(), work.delivery(), verdict, answer, atMillis);
    }

    /** Whether its partition has gone to another worker, so that nothing of it counts here any more. */
    boolean isVoid() {
        return slot.window().closed();
    }
}
