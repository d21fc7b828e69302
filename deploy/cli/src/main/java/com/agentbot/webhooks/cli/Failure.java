package com.agentbot.webhooks.cli;

import org.jspecify.annotations.Nullable;

/** Why a command came to nothing, for the person, with the exit code that says it to a script. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;

    private final int exitCode;
    private final int status;

    private Failure(int exitCode, int status, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.status = status;
    }

    /** The API said no, or what was waited for did not come. */
    static Failure refused(int status, String detail, @Nullable String field) {
        return new Failure(REFUSED, status, field == null ? detail : detail + " (field: " + field + ")");
    }

    static Failure usage(String message) {
        return new Failure(USAGE, 0, message);
    }

    static Failure unreachable(String message) {
        return new Failure(UNREACHABLE, 0, message);
    }

    int exitCode() {
        return exitCode;
    }

    /** Of the API's answer; 0 where there was none. */
    int status() {
        return status;
    }

    /** Whether the same call can be expected to do well later, without anybody doing anything. */
    boolean passes() {
        return exitCode == UNREACHABLE || status == 429 || status >= 500;
    }
}
