package com.agentbot.webhooks.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictDateTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-17T12:34:56Z",
                "2026-05-17t12:34:56z",
                "2026-05-17T12:34:56.1Z",
                "2026-05-17T12:34:56.123456789012345Z",
                "2026-05-17T12:34:56+02:00",
                "2026-05-17T12:34:56.5-23:59",
                "0000-01-01T00:00:00-00:00",
                "9999-12-31T23:59:59Z",
                "2024-02-29T00:00:00Z",
                "2000-02-29T00:00:00Z",
                "2016-12-31T23:59:60Z",
                "2017-01-01T01:29:60+01:30",
                "2016-12-31T15:59:60.999-08:00",
            })
    void whatRfc3339Allows(String text) {
        assertThat(StrictDateTime.isDateTime(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-05-17",
                "2026-05-17T12:34Z",
                "2026-05-17T12:34:56",
                "2026-05-17 12:34:56Z",
                "2026-05-17T12:34:56Z\n",
                " 2026-05-17T12:34:56Z",
                "2026-05-17T12:34:56.Z",
                "2026-05-17T12:34:56,5Z",
                "2026-05-17T12:34:56ZZ",
                "2026-05-17T12:34:56+0200",
                "2026-05-17T12:34:56+02",
                "2026-05-17T12:34:56+24:00",
                "2026-05-17T12:34:56+00:60",
                "2026-05-17T12:34:56\u221202:00",
                "2026-05-17T24:00:00Z",
                "2026-05-17T12:60:00Z",
                "2026-05-17T12:34:61Z",
                "2026-05-17T12:34:60Z",
                "2026-12-31T23:59:60+01:00",
                "2026-00-17T12:34:56Z",
                "2026-13-17T12:34:56Z",
                "2026-05-00T12:34:56Z",
                "2026-05-32T12:34:56Z",
                "2026-02-29T12:34:56Z",
                "1900-02-29T12:34:56Z",
                "26-05-17T12:34:56Z",
                "20260517T123456Z",
                "\u0662026-05-17T12:34:56Z",
                "+2026-05-17T12:34:56Z",
            })
    void whatItDoesNot(String text) {
        assertThat(StrictDateTime.isDateTime(text)).isFalse();
    }
}
