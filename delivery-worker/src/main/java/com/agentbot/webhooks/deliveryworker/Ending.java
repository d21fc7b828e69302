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
 * @param webhookVersion of the settings that the POST was made with; null when none was made
 * @param atMillis when the attempt began, or was decided not to be made, in milliseconds of the Unix epoch
 */
record Ending(
        PartitionWindow.Slot slot,
        ConsumerRecord<byte[], byte[]> record,
        @Nullable Delivery delivery,
        Verdict verdict,
        @Nullable Answer answer,
        @Nullable Long webhookVersion,
        long atMillis) {

    /** Of a POST. */
    static Ending posted(Work work, Verdict verdict, Answer answer, long webhookVersion, long atMillis) {
        return new Ending(work.slot(), work.record(), work.delivery(), verdict, answer, webhookVersion, atMillis);
    }

    /** Of a delivery for which no POST was made. */
    static Ending unposted(Work work, Verdict verdict, long atMillis) {
        return new Ending(work.slot(), work.record(), work.delivery(), verdict, null, null, atMillis);
    }

    /** Whether its partition has gone to another worker, so that nothing of it counts here any more. */
    boolean isVoid() {
        return slot.window().closed();
    }
}
