package com.agentbot.webhooks.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The id that a producer gave its event: the record header {@code id}, or else the field {@code id}. It is 1 to
 * {@value #MAX_LENGTH} characters without control characters. Anything else makes the event invalid: to go on without
 * the id would let through duplicates that the producer relies on us to drop.
 */
public final class ProducerId {
    public static final String HEADER = "id";
    public static final int MAX_LENGTH = 256;

    private ProducerId() {}

    /**
     * The event's id.
     *
     * @param field as it stands in the event; null when there is none
     * @return null when the producer gave no id
     * @throws Malformed naming header or field
     */
    public static @Nullable String of(Headers headers, @Nullable String field) throws Malformed {
        Header header = headers.lastHeader(HEADER);
        if (header != null) {
            return checked("header id", text(header));
        }
        return field == null ? null : checked("id", field);
    }

    private static String text(Header header) throws Malformed {
        byte[] value = header.value();
        if (value == null) {
            throw new Malformed("header id has no value");
        }
        try {
            // A fresh decoder reports what is no UTF-8, where a String would quietly replace it.
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("header id is not UTF-8");
        }
    }

    private static String checked(String path, String id) throws Malformed {
        if (id.isEmpty()) {
            throw new Malformed(path + " is empty");
        }
        if (id.length() > MAX_LENGTH) {
            throw new Malformed(path + " is longer than " + MAX_LENGTH + " characters");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new Malformed(path + " holds a control character");
        }
        return id;
    }

    /** An id that cannot be used. The message names header or field. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
