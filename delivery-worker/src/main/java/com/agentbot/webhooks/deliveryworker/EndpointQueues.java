package com.agentbot.webhooks.deliveryworker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One queue for each webhook, and turns between them: a webhook with a thousand waiting deliveries gets no more turns
 * than one with a single delivery, and never has more POSTs in flight than its cap. No I/O; used by one thread.
 */
final class EndpointQueues {
    private final int inFlightPerWebhook;
    private final Map<String, Queue> byWebhook = new HashMap<>();
    /** Those that may start a POST, in the order of their turns. */
    private final Deque<Queue> turns = new ArrayDeque<>();

    private final List<Queue> setAside = new ArrayList<>();
    private int waiting;

    private static final class Queue {
        private final String webhookId;
        private final Deque<Work> work = new ArrayDeque<>();
        private int inFlight;
        private boolean inTurn;
        private boolean setAside;

        Queue(String webhookId) {
            this.webhookId = webhookId;
        }
    }

    /**
     * Empty queues.
     *
     * @param inFlightPerWebhook how many POSTs of one webhook may be in flight, 1 or more
     */
    EndpointQueues(int inFlightPerWebhook) {
        this.inFlightPerWebhook = inFlightPerWebhook;
    }

    void add(Work work) {
        Queue queue = byWebhook.computeIfAbsent(work.delivery().webhookId(), Queue::new);
        queue.work.addLast(work);
        waiting++;
        giveTurn(queue);
    }

    /** The delivery whose turn it is, from now on counted as in flight; null when none may start. */
    @Nullable
    Work next() {
        Queue queue = turns.pollFirst();
        if (queue == null) {
            return null;
        }
        queue.inTurn = false;
        queue.inFlight++;
        waiting--;
        Work work = queue.work.removeFirst();
        giveTurn(queue);
        return work;
    }

    /** One that {@link #next} gave out has ended. */
    void ended(Work work) {
        Queue queue = queueOf(work);
        queue.inFlight--;
        giveTurn(queue);
        forgetIfEmpty(queue);
    }

    /** One that {@link #next} gave out could not start: it waits at the head, its webhook until {@link #tryAgain}. */
    void putBack(Work work) {
        Queue queue = queueOf(work);
        queue.inFlight--;
        queue.work.addFirst(work);
        waiting++;
        if (!queue.setAside) {
            queue.setAside = true;
            setAside.add(queue);
        }
        if (queue.inTurn) {
            turns.remove(queue);
            queue.inTurn = false;
        }
    }

    /** Gives those a turn again whose delivery was put back. */
    void tryAgain() {
        for (Queue queue : setAside) {
            queue.setAside = false;
            giveTurn(queue);
            forgetIfEmpty(queue);
        }
        setAside.clear();
    }

    /** Takes deliveries out that have not started. */
    void discard(Predicate<Work> which) {
        for (Queue queue : List.copyOf(byWebhook.values())) {
            int before = queue.work.size();
            queue.work.removeIf(which);
            waiting -= before - queue.work.size();
            if (queue.work.isEmpty() && queue.inTurn) {
                turns.remove(queue);
                queue.inTurn = false;
            }
            forgetIfEmpty(queue);
        }
    }

    /** How many deliveries have not started. */
    int waiting() {
        return waiting;
    }

    private void giveTurn(Queue queue) {
        if (!queue.inTurn && !queue.setAside && !queue.work.isEmpty() && queue.inFlight < inFlightPerWebhook) {
            queue.inTurn = true;
            turns.addLast(queue);
        }
    }

    private void forgetIfEmpty(Queue queue) {
        if (queue.work.isEmpty() && queue.inFlight == 0 && !queue.setAside) {
            byWebhook.remove(queue.webhookId);
        }
    }

    private Queue queueOf(Work work) {
        Queue queue = byWebhook.get(work.delivery().webhookId());
        if (queue == null) {
            throw new IllegalStateException("webhook " + work.delivery().webhookId() + " has nothing in flight");
        }
        return queue;
    }
}
