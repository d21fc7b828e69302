package com.agentbot.webhooks.webhooksettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages may show ours in a frame. */
class FrameAncestorsTest {
    @Test
    void nobodyByDefault() {
        assertThat(FrameAncestors.parse("").policy()).isEqualTo("'none'");
        assertThat(FrameAncestors.parse(" , ").policy()).isEqualTo("'none'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "https://app.example.com|https://app.example.com",
                " https://App.Example.com , 'self',https://*.example.com:8443|https://app.example.com 'self' https://*.example.com:8443",
                "http://localhost:3000,http://127.0.0.1|http://localhost:3000 http://127.0.0.1"
            })
    void originsStandAsThePolicyWritesThem(String text, String policy) {
        assertThat(FrameAncestors.parse(text).policy()).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https:",
                "https://*",
                "https://*.com",
                "https://a.*.example.com",
                "https://app.example.com/",
                "https://app.example.com/settings",
                "http://app.example.com",
                "app.example.com",
                "https://app.example.com:0",
                "https://app.example.com; script-src *",
                "https://app.example.com https://evil.example.com",
                "https://me@app.example.com",
                "'none'",
                "self",
                "data:",
                "null"
            })
    void whatIsNoOriginIsRefusedByName(String text) {
        assertThatThrownBy(() -> FrameAncestors.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://app.example.com");
    }
}
