package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.agentbot.webhooks.schemas.delivery.Signer;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What customers are given to verify signatures with, run in its own language on what we sign. */
class SnippetTest {
    private static final String ALL = "com.agentbot.webhooks.webhooksettings.Interpreter#all";
    private static final String SECRET = "whsec_b2xkIHNlY3JldCBvZiBhIGN1c3RvbWVy";
    private static final String INCOMING = "whsec_bmV3IHNlY3JldCBvZiBhIGN1c3RvbWVy";
    private static final String BODY = body("Olá, what's your “pricing”? 😀");
    /** What has a meaning in some language, between its quotes or outside them. */
    private static final String NASTY =
            "#{exit 1} #$0 #@a $x ${x} {$x} `x` ' ''' \\\" \\\\ \\\\u0041 \\ud83d \\n \\\\N{DASH} %s */ // <?php"
                    + " ?> {{body}} {{secret}} \u2028 \u2029 \u0085 \u007f \ufeff \u202e x \u0000";

    @TempDir
    private Path directory;

    private record Case(String name, @Nullable String header, String body, String secret, boolean valid) {
        String line() {
            Base64.Encoder base64 = Base64.getEncoder();
            return Stream.of(header, body, secret)
                    .map(word -> word == null ? "-" : base64.encodeToString(word.getBytes(UTF_8)))
                    .collect(Collectors.joining(" "));
        }
    }

    /** A body as the fan-out writes it, with this text as JSON has it between its quotes. */
    private static String body(String text) {
        return "{\"event\":\"message.created\",\"timestamp\":\"2026-05-17T12:34:56Z\",\"site_id\":\"site_abc\",\"data\":{\"body\":\""
                + text + "\"}}";
    }

    private static String signed(long age, String body, String... secrets) {
        long seconds = Instant.now().getEpochSecond() - age;
        return new Signer(List.of(secrets))
                .sign("11111111-2222-3333-4444-555555555555", seconds, body.getBytes(UTF_8))
                .agentbot();
    }

    private static List<Case> genuineOnes() {
        String rotating = signed(0, BODY, SECRET, INCOMING);
        return List.of(
                new Case("signed with the secret", signed(0, BODY, SECRET), BODY, SECRET, true),
                new Case("while it is rotated, to the outgoing one", rotating, BODY, SECRET, true),
                new Case("a few minutes old", signed(240, BODY, SECRET), BODY, SECRET, true));
    }

    private static List<Case> forgedOnes() {
        String header = signed(0, BODY, SECRET);
        return List.of(
                new Case("signed with another secret", header, BODY, INCOMING, false),
                new Case("another body", header, BODY.replace("site_abc", "site_abd"), SECRET, false),
                new Case("another time", header.replaceFirst("t=1", "t=2"), BODY, SECRET, false));
    }

    private static List<Case> thoseOfGoodForm() {
        String header = signed(0, BODY, SECRET);
        List<String> parts = List.of(header.split(",", 2));
        String rotating = signed(0, BODY, SECRET, INCOMING);
        List<Case> cases = new ArrayList<>(List.of(
                new Case("while it is rotated, to the incoming one", rotating, BODY, INCOMING, true),
                new Case("in another order", parts.getLast() + ", " + parts.getFirst(), BODY, SECRET, true),
                new Case("with what may come later", header + ",v2=x", BODY, SECRET, true),
                new Case("a body that is no JSON", signed(0, "\u0000[", SECRET), "\u0000[", SECRET, true),
                new Case("old", signed(600, BODY, SECRET), BODY, SECRET, false),
                new Case("of the future", signed(-600, BODY, SECRET), BODY, SECRET, false),
                new Case("no header", null, BODY, SECRET, false)));
        for (String garbage : List.of(
                "",
                " ",
                ",",
                "=",
                ",=,=,",
                "t",
                "v1",
                "t,v1",
                "t=,v1=",
                "t=x,v1=x",
                parts.getFirst(),
                parts.getLast(),
                "v1=" + parts.getFirst() + ",t=" + parts.getLast(),
                parts.getFirst() + ",v1=",
                parts.getFirst() + ",v1=0",
                parts.getFirst() + ",v1=" + "é".repeat(64),
                parts.getFirst() + ",v1=😀\u0000",
                header + "00",
                "t=" + "9".repeat(5_000) + "," + parts.getLast(),
                "t=-9223372036854775808," + parts.getLast(),
                "t=9223372036854775807," + parts.getLast(),
                "t=١٢٣٤," + parts.getLast(),
                "t=1e3," + parts.getLast(),
                "t=0x10," + parts.getLast(),
                "t=1\n," + parts.getLast())) {
            cases.add(new Case("'" + garbage + "'", garbage, BODY, SECRET, false));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void eachTellsWhatWeSignedFromWhatWeDidNot(Snippet snippet) throws Exception {
        Interpreter.assume(snippet);
        boolean isThePagesOwn = snippet.language().equals("node");
        List<Case> cases = new ArrayList<>(genuineOnes());
        cases.addAll(forgedOnes());
        if (!isThePagesOwn) {
            cases.addAll(thoseOfGoodForm());
        }

        String said = Interpreter.run(directory, snippet, harness(snippet), lines(cases), SECRET);

        List<String> answers = said.lines().toList();
        assertThat(answers).as(said).hasSameSizeAs(cases);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i))
                    .as("%s in %s", cases.get(i).name(), snippet.name())
                    .isEqualTo(cases.get(i).valid() ? "valid" : "invalid");
        }
    }

    private static String lines(List<Case> cases) {
        return cases.stream().map(each -> each.line() + "\n").collect(Collectors.joining());
    }

    /** The function as it is given, in a program that asks it about each line of its input. */
    private static String harness(Snippet snippet) throws Exception {
        String path = "/verification/" + snippet.language() + "." + snippet.extension();
        try (InputStream file = Objects.requireNonNull(SnippetTest.class.getResourceAsStream(path), path)) {
            String harness = new String(file.readAllBytes(), UTF_8);
            return switch (snippet.literals()) {
                case GO ->
                    "package main\n\nimport (\n\t\"bufio\"\n\t\"encoding/base64\"\n\t\"fmt\"\n\t\"os\"\n)\n\n"
                            + snippet.function() + harness;
                // A Java file runs from its first class.
                case JAVA -> snippet.function().replace("\n\nfinal class", "\n\n" + harness + "\nfinal class");
                case JAVASCRIPT, PYTHON, PHP, RUBY, CSHARP -> snippet.function() + "\n\n" + harness;
            };
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theProgramForADeliveryHoldsItsBodyToTheByte(Snippet snippet) throws Exception {
        Interpreter.assume(snippet);
        String body = body(NASTY.replace("\u0000", "\\u0000"));

        assertThat(judged(snippet, signed(0, body, SECRET), body, SECRET)).isEqualTo("valid");
        assertThat(judged(snippet, signed(0, body, SECRET), body, INCOMING)).isEqualTo("invalid");
        assertThat(judged(snippet, signed(0, body, SECRET), body.replace("exit 1", "exit 0"), SECRET))
                .isEqualTo("invalid");
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theProgramForADeliveryTakesTheLargestBodyOfLongAgo(Snippet snippet) throws Exception {
        Interpreter.assume(snippet);
        String body = body("\u2028$é".repeat(17_000));
        assertThat(body.getBytes(UTF_8)).hasSizeGreaterThan(100 * 1_000);

        assertThat(judged(snippet, signed(1_000_000, body, SECRET, INCOMING), body, SECRET))
                .isEqualTo("valid");
    }

    private String judged(Snippet snippet, String signature, String body, String secret) throws Exception {
        return Interpreter.run(directory, snippet, snippet.program(signature, body), "", secret)
                .strip();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anyTextIsTheSameAsALiteral(Snippet snippet) throws Exception {
        Interpreter.assume(snippet);
        Random random = new Random(4711);
        List<String> texts = new ArrayList<>(List.of("", NASTY, "\\", "\r\n\t\f\b\u001a\u000b", "\\u000a\\u0022;"));
        IntStream.range(0, 300).forEach(unused -> texts.add(text(random)));

        String said = Interpreter.run(directory, snippet, printing(snippet, texts), "", SECRET);

        List<String> read = said.lines()
                .map(line -> new String(HexFormat.of().parseHex(line.substring(1)), UTF_8))
                .toList();
        assertThat(read).isEqualTo(texts);
    }

    private static String text(Random random) {
        int[][] ranges = {{0, 0x7f}, {0x20, 0x2f}, {0x5b, 0x60}, {0x7b, 0xa0}, {0x2000, 0x2070}, {0xe000, 0x10ffff}};
        return random.ints(random.nextInt(12), 0, ranges.length)
                .map(range -> random.nextInt(ranges[range][0], ranges[range][1] + 1))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** A program that prints each text, written as a literal, in hex after a dot. */
    private static String printing(Snippet snippet, List<String> texts) {
        Stream<String> literals = texts.stream().map(snippet.literals()::of);
        return switch (snippet.literals()) {
            case JAVASCRIPT -> each(literals, "console.log('.' + Buffer.from(%s).toString('hex'));");
            case PYTHON -> each(literals, "print('.' + %s.encode().hex())");
            case JAVA ->
                "class Program { public static void main(String[] a) throws Exception {\n"
                        + each(
                                literals,
                                "System.out.println(\".\" + java.util.HexFormat.of().formatHex(%s.getBytes(\"UTF-8\")));")
                        + "}}";
            case GO ->
                "package main\n\nimport \"fmt\"\n\nfunc main() {\n" + each(literals, "fmt.Printf(\".%%x\\n\", %s)")
                        + "}";
            case PHP -> "<?php\n" + each(literals, "echo '.', bin2hex(%s), \"\\n\";");
            case RUBY -> each(literals, "puts '.' + %s.unpack1('H*')");
            case CSHARP ->
                "using System; using System.Text; static class P { static void Main() {\n"
                        + each(
                                literals,
                                "Console.WriteLine(\".\" + BitConverter.ToString(Encoding.UTF8.GetBytes(%s)).Replace(\"-\", \"\"));")
                        + "}}";
        };
    }

    private static String each(Stream<String> literals, String line) {
        return literals.map(line::formatted).collect(Collectors.joining("\n", "", "\n"));
    }
}
