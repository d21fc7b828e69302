package com.agentbot.webhooks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class InertTest {
    /** Colour, title, a hidden link, CSI in one byte, backspaces, a carriage return, bidi, zero width, line separators. */
    private static final String HOSTILE =
            "ok\u001b[31m\u001b]0;title\u0007\u009b2J\b\b\rgone\u202egnp.exe\u200b\u2028x\u2066 \u007f";

    private final StringWriter out = new StringWriter();
    private final Terminal terminal = new Terminal(
            new PrintWriter(out), new PrintWriter(out), new BufferedReader(new StringReader("")), 60, true);

    private void assertThatNothingMovesTheCursor(String shown) {
        assertThat(shown.codePoints().filter(each -> each != '\n').filter(each -> {
                    int type = Character.getType(each);
                    return type == Character.CONTROL
                            || type == Character.FORMAT
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR;
                }))
                .as(shown)
                .isEmpty();
    }

    @Test
    void noCharacterOfOthersReachesTheTerminalAsAnythingButACharacter() {
        terminal.say(HOSTILE);
        terminal.note(HOSTILE);
        terminal.sayBlock(HOSTILE);
        terminal.show(new Table("A", "B").row(HOSTILE, HOSTILE));
        terminal.jsonLine(Api.object().put(HOSTILE, HOSTILE));
        terminal.json(Api.object().put(HOSTILE, HOSTILE));

        assertThatNothingMovesTheCursor(out.toString());
    }

    @Test
    void anAnswersLinesStandBehindAnIndent() {
        terminal.sayBlock("one\r\nDeleted wh_1.\nthree\n\n");

        assertThat(out.toString().lines()).containsExactly("    one", "    Deleted wh_1.", "    three");
    }

    @Test
    void jsonMeansTheSameAfterwards() throws Exception {
        String json = Api.object().put("text", HOSTILE + "😀 \\u001b Олег").toString();

        assertThat(new JsonMapper().readTree(Inert.json(json))).isEqualTo(new JsonMapper().readTree(json));
    }

    @Test
    void aTableFitsTheTerminalAndLeavesWhatTheNextCommandNeeds() {
        Table table = new Table("ID", "URL", "DESCRIPTION")
                .row("wh_0123456789012345678901", "https://example.com/" + "x".repeat(80), "漢字".repeat(30))
                .row("wh_1", "https://example.com/", "short");

        List<String> lines = table.lines(60);

        assertThat(lines)
                .hasSize(3)
                .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(60));
        assertThat(lines.get(1))
                .startsWith("wh_0123456789012345678901  https://")
                .contains("…");
        assertThat(table.lines(Terminal.NO_TERMINAL).get(1))
                .contains("x".repeat(80))
                .doesNotContain("…");
    }
}
