package com.agentbot.webhooks.deliveryworker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The offsets above a partition's committed one whose deliveries are finished already, as runs in rising order. They
 * travel in the commit's metadata, so that after a crash none of them is sent again, however slow the record at the
 * head of the partition is.
 *
 * <p>Written as {@code f1:} and base64 of the deflated run lengths: unfinished, finished, unfinished and so on from the
 * committed offset, each a variable-length number (LEB128). The prefix names the form, so that a later version can
 * write another. Immutable.
 *
 * @param runs in rising order, neither touching nor overlapping
 */
record FinishedOffsets(List<Run> runs) {
    static final FinishedOffsets NONE = new FinishedOffsets(List.of());

    private static final String FORM = "f1:";
    /** More than any window can hold; whatever inflates to more is not ours. */
    private static final int MAX_INFLATED_BYTES = 1 << 20;

    /** Offsets from first to last, both included; also those between that hold no record. */
    record Run(long first, long last) {}

    FinishedOffsets {
        runs = List.copyOf(runs);
    }

    boolean contains(long offset) {
        int low = 0;
        int high = runs.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Run run = runs.get(middle);
            if (offset < run.first()) {
                high = middle - 1;
            } else if (offset > run.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes as many runs, from the first, as fit. Those left out would be sent again after a crash: that is the lesser
     * evil against a commit that the broker refuses.
     *
     * @param committed the offset that is committed with it; below the first run
     * @param maxChars the broker's {@code offset.metadata.max.bytes}
     */
    String encode(long committed, int maxChars) {
        int count = runs.size();
        String text = encode(committed, runs);
        while (text.length() > maxChars && count > 0) {
            count -= Math.max(1, count / 8);
            text = encode(committed, runs.subList(0, count));
        }
        return text;
    }

    private static String encode(long committed, List<Run> runs) {
        if (runs.isEmpty()) {
            return "";
        }
        ByteArrayOutputStream lengths = new ByteArrayOutputStream(runs.size() * 3);
        long next = committed;
        for (Run run : runs) {
            writeNumber(lengths, run.first() - next);
            writeNumber(lengths, run.last() - run.first() + 1);
            next = run.last() + 1;
        }
        return FORM + Base64.getEncoder().withoutPadding().encodeToString(deflate(lengths.toByteArray()));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param metadata of the commit; empty when there is nothing to know
     * @throws IllegalArgumentException when it is of another form or damaged
     */
    static FinishedOffsets decode(long committed, String metadata) {
        if (metadata.isEmpty()) {
            return NONE;
        }
        if (!metadata.startsWith(FORM)) {
            throw new IllegalArgumentException("the commit's metadata does not begin with " + FORM);
        }
        ByteBuffer lengths = ByteBuffer.wrap(inflate(Base64.getDecoder().decode(metadata.substring(FORM.length()))));
        List<Run> runs = new ArrayList<>();
        long next = committed;
        while (lengths.hasRemaining()) {
            long first = next + readNumber(lengths);
            long last = first + readNumber(lengths) - 1;
            if (first < next || last < first) {
                throw new IllegalArgumentException("the commit's metadata holds a run that is none");
            }
            runs.add(new Run(first, last));
            next = last + 1;
        }
        return new FinishedOffsets(runs);
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long readNumber(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                break;
            }
            byte next = in.get();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("the commit's metadata ends within a number");
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 16);
            byte[] chunk = new byte[1024];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] deflated) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            ByteArrayOutputStream out = new ByteArrayOutputStream(deflated.length * 2 + 16);
            byte[] chunk = new byte[1024];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if ((length == 0 && !inflater.finished()) || out.size() + length > MAX_INFLATED_BYTES) {
                    throw new IllegalArgumentException("the commit's metadata does not inflate");
                }
                out.write(chunk, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the commit's metadata does not inflate", e);
        } finally {
            inflater.end();
        }
    }
}
