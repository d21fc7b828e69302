package com.agentbot.webhooks.webhooksettings;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

/** What PostgreSQL did not do. Either it will later, or it never will. */
abstract sealed class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DatabaseFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** It cannot be reached, or has no room or no time at present: the same may succeed later. */
    static final class Unavailable extends DatabaseFailure {
        private static final long serialVersionUID = 1L;

        private Unavailable(SQLException cause) {
            super(cause);
        }
    }

    /** It refuses what it was asked to do: the same will fail again. */
    static final class Refused extends DatabaseFailure {
        private static final long serialVersionUID = 1L;

        private Refused(SQLException cause) {
            super(cause);
        }
    }

    /** Judges by the class of the SQLSTATE (PostgreSQL, appendix A). */
    static DatabaseFailure of(SQLException e) {
        boolean transientByType = e instanceof SQLTransientException || e instanceof SQLRecoverableException;
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return transientByType || isTransient(state) ? new Unavailable(e) : new Refused(e);
    }

    private static boolean isTransient(String state) {
        String kind = state.length() < 2 ? "" : state.substring(0, 2);
        return switch (kind) {
            // Connection, rolled back by a conflict, no resources, operator's doing, the machine.
            case "08", "40", "53", "57", "58" -> true;
            // A standby that was just promoted or demoted; a lock that was not to be had.
            default -> state.equals("25006") || state.equals("55P03");
        };
    }
}
