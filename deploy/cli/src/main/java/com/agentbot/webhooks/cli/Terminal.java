package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Where answers go and questions are asked.
 *
 * @param width in columns; {@link #NO_TERMINAL} where the output goes to a file or another program
 */
record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, int width, boolean colours) {
    static final int NO_TERMINAL = Integer.MAX_VALUE;

    private static final JsonMapper JSON = new JsonMapper();

    /** How a word is coloured, where colours are. */
    enum Colour {
        GOOD("32"),
        BAD("31"),
        WAITING("33"),
        QUIET("2");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    /** One line, made inert. */
    void say(String line) {
        out.println(Inert.line(line));
        out.flush();
    }

    /** The same, in a colour, and no longer than the terminal is wide. */
    void say(String line, Colour colour) {
        String whole = Inert.line(line);
        String inert = Columns.of(whole) > width ? Columns.fit(whole, width) : whole;
        out.println(colours ? "\u001b[" + colour.code + "m" + inert + "\u001b[0m" : inert);
        out.flush();
    }

    /** Several lines of others' text, behind an indent. */
    void sayBlock(String text) {
        out.println(Inert.block(text, "    "));
        out.flush();
    }

    /** Beside the answer, for the person only. */
    void note(String line) {
        err.println(Inert.line(line));
        err.flush();
    }

    /** Names and values of one thing, in full: a secret that is cut is lost. */
    void showAll(Table table) {
        table.lines(NO_TERMINAL).forEach(out::println);
        out.flush();
    }

    void show(Table table) {
        table.lines(width).forEach(out::println);
        out.flush();
    }

    /** One value over several lines. */
    void json(JsonNode value) {
        out.println(Inert.json(value.toPrettyString()));
        out.flush();
    }

    /** One value in one line. */
    void jsonLine(JsonNode value) {
        try {
            out.println(Inert.json(JSON.writeValueAsString(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
        out.flush();
    }

    /** Whether the person says yes. Nobody there is a no. */
    boolean agrees(String question) throws IOException {
        err.print(Inert.line(question) + " [y/N] ");
        err.flush();
        String answer = in.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
