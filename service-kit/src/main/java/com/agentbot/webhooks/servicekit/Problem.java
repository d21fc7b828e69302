package com.agentbot.webhooks.servicekit;

import java.util.LinkedHashMap;
import java.util.Map;
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
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.field = field;
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

    public static Problem unavailable(String detail) {
        return new Problem(503, "Not available", detail, null);
    }

    /**
     * The same with one more member.
     *
     * @param value as it is written in JSON
     */
    public Problem with(String member, @Nullable Object value) {
        String detail = getMessage();
        Problem problem = new Problem(status, title, detail == null ? title : detail, field);
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
