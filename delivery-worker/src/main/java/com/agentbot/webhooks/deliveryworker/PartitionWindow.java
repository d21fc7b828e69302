package com.agentbot.webhooks.deliveryworker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was received of one partition and is not committed yet: in-order offsets, out-of-order completion. It lives from
 * the partition's assignment to its revocation; an answer that comes later finds it closed and is void. No I/O; used by
 * one thread.
 */
final class PartitionWindow {
    private Deque<Slot> slots = new ArrayDeque<>();
    private final FinishedOffsets finishedBefore;
    private long next;
    private long bytes;
    private int inFlight;
    private boolean changed;
    private int metadataChars;
    private boolean closed;

    /** The place of one received record. */
    final class Slot {
        private final long offset;
        private final int size;
        /** Beyond its own offset where it stands for the finished ones behind it too. */
        private long last;

        private boolean finished;

        private Slot(long offset, int size) {
            this.offset = offset;
            this.last = offset;
            this.size = size;
        }

        long offset() {
            return offset;
        }

        PartitionWindow window() {
            return PartitionWindow.this;
        }

        void started() {
            inFlight++;
        }

        /** Its POST has ended, or never began after all. */
        void stopped() {
            inFlight--;
        }

        /** What came of it is part of the next commit. */
        void finish() {
            if (finished) {
                throw new IllegalStateException("offset " + offset + " was finished before");
            }
            finished = true;
            bytes -= size;
            changed = true;
        }
    }

    /**
     * A commit's content.
     *
     * @param position all records below it are finished
     */
    record Progress(long position, FinishedOffsets finishedAbove) {}

    /**
     * A window that begins where the group has committed.
     *
     * @param committed the offset of the first record that may not be finished
     * @param finishedBefore of whoever had the partition before
     */
    PartitionWindow(long committed, FinishedOffsets finishedBefore) {
        this.next = committed;
        this.finishedBefore = finishedBefore;
    }

    /** Notes a record in the order of offsets. */
    Slot receive(long offset, int size) {
        if (offset < next) {
            throw new IllegalStateException("offset " + offset + " came after " + (next - 1));
        }
        Slot slot = new Slot(offset, size);
        slots.addLast(slot);
        next = offset + 1;
        bytes += size;
        return slot;
    }

    /** Whether whoever had the partition before has finished it already. */
    boolean finishedBefore(long offset) {
        return finishedBefore.contains(offset);
    }

    /** How many records are not finished, with those finished of late and the runs of those finished before. */
    int size() {
        return slots.size();
    }

    /** The sizes of the records that are not finished, in bytes. */
    long bytes() {
        return bytes;
    }

    int inFlight() {
        return inFlight;
    }

    /** Whether something was finished that no commit has taken up. */
    boolean changed() {
        return changed;
    }

    /**
     * The place to commit now.
     *
     * @param consumed the consumer's position; it may lie beyond the last record, after what no reader sees
     */
    Progress progress(long consumed) {
        dropFinishedHead();
        mergeFinished();
        if (slots.isEmpty()) {
            long position = Math.max(next, consumed);
            return new Progress(position, new FinishedOffsets(notYetReceived(position)));
        }
        return new Progress(slots.getFirst().offset, new FinishedOffsets(finishedAboveHead()));
    }

    /** A commit has taken up the last {@link #progress}. */
    void takenUp() {
        changed = false;
    }

    /** The commit that had taken it up has failed. */
    void notCommitted() {
        changed = true;
    }

    /** Notes how long the commit's metadata was: when it has little room left, nothing more should be received. */
    void metadataChars(int length) {
        metadataChars = length;
    }

    int metadataChars() {
        return metadataChars;
    }

    private void dropFinishedHead() {
        while (!slots.isEmpty() && slots.getFirst().finished) {
            slots.removeFirst();
        }
    }

    /**
     * Finished neighbours become one, so that what is held does not grow with what was finished behind a record that
     * takes its time. What lies between them holds no record, so that a run may go over it.
     */
    private void mergeFinished() {
        Deque<Slot> merged = new ArrayDeque<>(slots.size());
        for (Slot slot : slots) {
            Slot before = merged.peekLast();
            if (before != null && before.finished && slot.finished) {
                before.last = slot.last;
            } else {
                merged.addLast(slot);
            }
        }
        slots = merged;
    }

    private List<FinishedOffsets.Run> finishedAboveHead() {
        List<FinishedOffsets.Run> runs = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.finished) {
                runs.add(new FinishedOffsets.Run(slot.offset, slot.last));
            }
        }
        runs.addAll(notYetReceived(next));
        return runs;
    }

    /** What whoever had the partition before has finished and we have not come to: to be handed on, not forgotten. */
    private List<FinishedOffsets.Run> notYetReceived(long from) {
        return finishedBefore.runs().stream()
                .filter(run -> run.last() >= from)
                .map(run -> new FinishedOffsets.Run(Math.max(run.first(), from), run.last()))
                .toList();
    }

    /** The partition is no longer ours: nothing that comes of its records counts any more. */
    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }
}
