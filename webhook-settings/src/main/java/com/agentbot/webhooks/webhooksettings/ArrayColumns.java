package com.agentbot.webhooks.webhooksettings;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/**
 * Rows as the array parameters of one statement that unnests them, one array a column, set one after the other.
 *
 * @param <R> what a row is made from
 */
final class ArrayColumns<R> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final Collection<R> rows;
    private int index;

    /** Begins with the statement's first parameter. */
    ArrayColumns(Connection connection, PreparedStatement statement, Collection<R> rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    /** Sets the next parameter to an array of this type. */
    void add(String type, Function<R, ?> value) throws SQLException {
        Object[] values = rows.stream().map(value).toArray();
        statement.setArray(++index, connection.createArrayOf(type, values));
    }
}
