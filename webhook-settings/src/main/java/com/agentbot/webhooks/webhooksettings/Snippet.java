package com.agentbot.webhooks.webhooksettings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a customer verifies a signature in one language. It lies in two files: the function to put into a service, whose
 * first paragraph is what it imports, and a program around it for one delivery.
 *
 * @param language names it to other programs
 * @param name names it to people
 */
record Snippet(String language, String name, String extension, StringLiteral literals) {
    /** The page's own first, as customers know it. */
    static final List<Snippet> ALL = List.of(
            new Snippet("node", "Node.js, body parsed by Express", "mjs", StringLiteral.JAVASCRIPT),
            new Snippet("node-raw", "Node.js, raw body", "mjs", StringLiteral.JAVASCRIPT),
            new Snippet("python", "Python", "py", StringLiteral.PYTHON),
            new Snippet("java", "Java", "java", StringLiteral.JAVA),
            new Snippet("go", "Go", "go", StringLiteral.GO),
            new Snippet("php", "PHP", "php", StringLiteral.PHP),
            new Snippet("ruby", "Ruby", "rb", StringLiteral.RUBY),
            new Snippet("csharp", "C#", "cs", StringLiteral.CSHARP));

    private static final Pattern GAP = Pattern.compile("\\{\\{(imports|function|signature|body)}}");

    /** The function. */
    String function() {
        return file("verify");
    }

    /** A program that says whether this body has this signature; it takes the secret from AGENTBOT_SECRET. */
    String program(String signature, String body) {
        String[] function = function().split("\n\n+", 2);
        Map<String, String> fillings = Map.of(
                "imports", function[0],
                "function", function[1].stripTrailing(),
                "signature", literals.of(signature),
                "body", literals.of(body));
        // In one go: what is filled in may look like a gap itself.
        return GAP.matcher(file("delivery"))
                .replaceAll(gap -> Matcher.quoteReplacement(Objects.requireNonNull(fillings.get(gap.group(1)))));
    }

    private String file(String name) {
        String path = "/verification/" + language + "/" + name + "." + extension;
        try (InputStream file = Objects.requireNonNull(Snippet.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode json(String code) {
        return Json.object().put("language", language).put("name", name).put("code", code);
    }
}
