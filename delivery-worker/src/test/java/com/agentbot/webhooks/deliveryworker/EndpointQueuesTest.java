package com.agentbot.webhooks.deliveryworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Delivery;
import com.agentbot.webhooks.schemas.delivery.Trigger;
import com.agentbot.webhooks.schemas.topic.EventRef;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EndpointQueuesTest {
    private final EndpointQueues queues = new EndpointQueues(2);
    private final PartitionWindow window = new PartitionWindow(0, FinishedOffsets.NONE);
    private long offset;

    @Test
    void aFloodOfOneWebhookDoesNotTakeTheOthersTurns() {
        for (int i = 0; i < 100; i++) {
            add("flooding");
        }
        add("quiet");

        assertThat(List.of(webhookOfNext(), webhookOfNext())).containsExactly("flooding", "quiet");
    }

    @Test
    void aWebhookNeverHasMoreInFlightThanItsCap() {
        for (int i = 0; i < 5; i++) {
            add("a");
        }
        List<Work> started = startAll();

        assertThat(started).hasSize(2);
        queues.ended(started.getFirst());
        assertThat(startAll()).hasSize(1);
    }

    @Test
    void deliveriesOfOneWebhookStartInTheirOrder() {
        add("a");
        add("a");

        assertThat(startAll()).extracting(work -> work.slot().offset()).containsExactly(0L, 1L);
    }

    @Test
    void whatWasPutBackComesFirstAndOnlyAfterTryAgain() {
        add("a");
        add("a");
        Work first = startOne();

        queues.putBack(first);

        assertThat(queues.next()).isNull();
        queues.tryAgain();
        assertThat(startAll()).extracting(work -> work.slot().offset()).containsExactly(0L, 1L);
    }

    @Test
    void onePutBackDoesNotHoldOthersUp() {
        add("a");
        queues.putBack(startOne());
        add("b");

        assertThat(webhookOfNext()).isEqualTo("b");
    }

    @Test
    void discardedDeliveriesNeverStart() {
        add("a");
        add("b");

        queues.discard(work -> work.delivery().webhookId().equals("a"));

        assertThat(startAll()).extracting(work -> work.delivery().webhookId()).containsExactly("b");
        assertThat(queues.waiting()).isZero();
    }

    private void add(String webhookId) {
        Delivery delivery = new Delivery(
                new UUID(0, offset),
                webhookId,
                "site",
                "message.created",
                1,
                0,
                new EventRef("agentbot.events", 0, offset),
                0,
                1,
                Trigger.SCHEDULE);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("agentbot.deliveries", 0, offset, new byte[0], new byte[0]);
        queues.add(new Work(window.receive(offset, 0), record, delivery, 0));
        offset++;
    }

    private Work startOne() {
        List<Work> work = new ArrayList<>();
        Work next = queues.next();
        if (next != null) {
            work.add(next);
        }
        return work.getFirst();
    }

    private String webhookOfNext() {
        return startOne().delivery().webhookId();
    }

    private List<Work> startAll() {
        List<Work> started = new ArrayList<>();
        for (Work work = queues.next(); work != null; work = queues.next()) {
            started.add(work);
        }
        return started;
    }
}
