package com.agentbot.webhooks.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under a heading, aligned, and no wider than the terminal: the widest column gives way first, but never the first
 * one, which holds what the next command needs.
 */
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** One more row; its cells may hold anything. */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells).map(cell -> Inert.line(cell.toString())).toList());
        return this;
    }

    /**
     * The lines, the heading first.
     *
     * @param width in columns
     */
    List<String> lines(int width) {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> Columns.of(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        narrow(widths, width);
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static void narrow(int[] widths, int width) {
        int tooMuch = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - width;
        while (tooMuch > 0) {
            int widest = IntStream.range(1, widths.length)
                    .reduce((one, other) -> widths[other] > widths[one] ? other : one)
                    .orElseThrow();
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            tooMuch--;
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(Columns.fit(row.get(i), widths[i])).append(" ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }
}
