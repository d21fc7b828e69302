package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.ArrivedEvent;
import com.agentbot.webhooks.schemas.topic.EventRef;
import com.agentbot.webhooks.schemas.topic.Topics;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * An event that some of its webhooks still have to get.
 *
 * @param lastWebhookId the last one that has it, in the order of ids
 */
record UnfinishedFanout(ArrivedEvent arrived, String lastWebhookId) {

    /** One a record, in the order of offsets; of the events topic without its name, as it was before there was another. */
    static Bytes key(ArrivedEvent arrived) {
        EventRef place = arrived.place();
        byte[] topic = place.topic().equals(Topics.EVENTS)
                ? new byte[0]
                : place.topic().getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + Long.BYTES + topic.length)
                .putInt(place.partition())
                .putLong(place.offset())
                .put(topic)
                .array());
    }

    byte[] toBytes() {
        byte[] last = lastWebhookId.getBytes(UTF_8);
        byte[] event = ArrivedEventCodec.write(arrived);
        return ByteBuffer.allocate(Integer.BYTES + last.length + event.length)
                .putInt(last.length)
                .put(last)
                .put(event)
                .array();
    }

    static UnfinishedFanout parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] last = new byte[buffer.getInt()];
        buffer.get(last);
        byte[] event = new byte[buffer.remaining()];
        buffer.get(event);
        return new UnfinishedFanout(ArrivedEventCodec.read(event), new String(last, UTF_8));
    }
}
