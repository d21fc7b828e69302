package com.agentbot.webhooks.fanoutstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.agentbot.webhooks.schemas.delivery.DeliveryHeaders;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Lets by what somebody sent to try a webhook out: it lies on the topic to be read, and its delivery is made already. */
final class SkipTests extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private static final byte[] TEST = Trigger.TEST.toString().getBytes(UTF_8);

    @Override
    public void process(Record<byte[], byte[]> record) {
        Header trigger = record.headers().lastHeader(DeliveryHeaders.TRIGGER);
        if (trigger == null || !Arrays.equals(TEST, trigger.value())) {
            context().forward(record);
        }
    }
}
