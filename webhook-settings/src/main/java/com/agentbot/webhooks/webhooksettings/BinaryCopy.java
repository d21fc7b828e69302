package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Rows in PostgreSQL's binary COPY format (documented with its statement COPY): the cheapest way in, because nothing has
 * to be parsed there. Values are added row by row, column by column. Used by one thread.
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(ISO_8859_1);
    private static final int FLAGS_AND_EXTENSION_BYTES = 8;
    private static final int ABSENT = -1;
    private static final short END = -1;
    /** PostgreSQL counts from the year 2000, in microseconds. */
    private static final long EPOCH_MILLIS = 946_684_800_000L;

    private static final int FIRST_BYTES = 1 << 16;

    private final int columns;
    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    /** No rows yet, each of so many columns. */
    BinaryCopy(int columns) {
        this.columns = columns;
        bytes.put(SIGNATURE).put(new byte[FLAGS_AND_EXTENSION_BYTES]);
    }

    /** Begins the next row; a value for each column has to follow. */
    void row() {
        room(Short.BYTES).putShort((short) columns);
    }

    void uuid(UUID value) {
        room(Integer.BYTES + 2 * Long.BYTES)
                .putInt(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
    }

    void text(@Nullable String value) {
        if (value == null) {
            absent();
        } else {
            utf8(value.getBytes(UTF_8));
        }
    }

    /** Text, or JSON. */
    void utf8(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
    }

    void integer(@Nullable Integer value) {
        if (value == null) {
            absent();
        } else {
            room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
        }
    }

    /** A time, given in milliseconds of the Unix epoch. */
    void time(@Nullable Long millis) {
        if (millis == null) {
            absent();
        } else {
            room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong((millis - EPOCH_MILLIS) * 1000);
        }
    }

    private void absent() {
        room(Integer.BYTES).putInt(ABSENT);
    }

    private ByteBuffer room(int needed) {
        if (bytes.remaining() < needed) {
            int size = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), needed));
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }

    /**
     * Writes all rows within the connection's transaction.
     *
     * @param statement that begins with {@code COPY} and ends with {@code FROM STDIN (FORMAT binary)}
     */
    void into(Connection connection, String statement) throws SQLException {
        room(Short.BYTES).putShort(END);
        ByteArrayInputStream rows = new ByteArrayInputStream(bytes.array(), 0, bytes.position());
        try {
            long unused = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
