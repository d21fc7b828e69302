package com.agentbot.webhooks.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The functions that the documents show are those that the API answers. */
class VerifyingPageTest {
    private static final Path PAGE = Path.of("docs", "verifying.md");
    private static final Path SNIPPETS = Path.of("..", "webhook-settings", "src", "main", "resources", "verification");

    @Test
    void thePageShowsEachFunctionAsItIsServed() throws Exception {
        List<String> functions;
        try (Stream<Path> files = Files.walk(SNIPPETS)) {
            functions = files.filter(file -> file.getFileName().toString().startsWith("verify."))
                    .sorted()
                    .map(VerifyingPageTest::read)
                    .toList();
        }
        List<String> shown = Stream.of(Files.readString(PAGE).split("```[a-z]*\n", -1))
                .filter(block -> functions.contains(block))
                .sorted()
                .collect(Collectors.toList());

        assertThat(functions).hasSize(8);
        assertThat(shown)
                .as("code blocks of %s that are a function of %s", PAGE, SNIPPETS)
                .containsExactlyInAnyOrderElementsOf(functions);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
