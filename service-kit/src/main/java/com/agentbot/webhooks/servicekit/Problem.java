package com.agentbot.webhooks.servicekit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP error that its sender can understand (RFC 9457). Thrown by handlers, written by {@link WebServer}.
 *
 * <p>The detail and the field are shown to the sender: they never hold a secret or anything of another site.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final String detail;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;
    private final Map<String, @Nullable Object> more = new LinkedHashMap<>();

    /**
     * An answer to be written in place of the handler's own.
     *
     * @param status from 400 to 599
     * @param title a short summary that is the same for each problem of its kind
     * @param detail what is wrong this time and what would be right
     * @param field the field at fault, such as {@code url} or {@code [3].site_id}; null where it is none
     */
    public Problem(int status, String title, String detail, @Nullable String field) {
        this(status, title, detail, field, null);
    }

    private Problem(int status, String title, String detail, @Nullable String field, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    public static Problem badRequest(@Nullable String field, String detail) {
        return new Problem(400, "Bad request", detail, field);
    }

    public static Problem unauthorized(String detail) {
        return new Problem(401, "Not authenticated", detail, null);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, null);
    }

    /** A well-formed request whose content breaks a rule. */
    public static Problem invalid(@Nullable String field, String detail) {
        return new Problem(422, "Invalid content", detail, field);
    }

    /**
     * More was asked for than is given at present.
     *
     * @param retryAfter when the same can be asked for again
     */
    public static Problem tooManyRequests(String detail, Duration retryAfter) {
        return new Problem(429, "Too many requests", detail, null, retryAfter);
    }

    public static Problem unavailable(String detail) {
        return new Problem(503, "Not available", detail, null);
    }

    /**
     * The same with one more member.
     *
     * @param value as it is written in JSON
     */
    public Problem with(String member, @Nullable Object value) {
        Problem problem = new Problem(status, title, detail, field, retryAfter);
        problem.more.putAll(more);
        problem.more.put(member, value);
        return problem;
    }

    public int status() {
        return status;
    }

    public String detail() {
        return detail;
    }

    /** When the same can be asked for again, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The members of the problem document. */
    public Map<String, @Nullable Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail);
        if (field != null) {
            document.put("field", field);
        }
        document.putAll(more);
        return document;
    }
}
