package com.agentbot.webhooks.benchmark;

import com.agentbot.webhooks.servicekit.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the person who starts it has asked for.
 *
 * @param only names of the scenarios to run; empty for all
 * @param runs how often each is run
 * @param time of the measured parts that go by time; null for each scenario's own
 * @param events of the measured parts that go by number; null for each scenario's own
 * @param pinned whether what is measured gets a core of its own
 * @param json where the figures are written
 */
record Options(
        List<String> only,
        int runs,
        @Nullable Duration time,
        @Nullable Integer events,
        boolean pinned,
        Path json) {
    static final String HELP = """
            Measures the pipeline: starts Kafka, PostgreSQL, the services and a receiver, each in a process of its own,
            drives scenarios through them, prints a table and writes all figures as JSON.

              deploy/benchmark [--only NAME[,NAME]] [--runs N] [--seconds N] [--events N] [--pin] [--json FILE]

              --only NAMES    these scenarios: %s (default: all)
              --runs N        how often each is run; the table then tells minimum, median and maximum (default: 1)
              --seconds N     length of the measured parts of those that go by time
              --events N      events of the measured parts of those that go by number
              --pin           what is measured (worker, HTTP client, in herd the scheduler) on a core of its own (taskset)
              --json FILE     where the figures go (default: deploy/target/benchmark.json)
              --help          this text

            Settings of the services are read from the environment, such as WORKER_COMMIT_INTERVAL=100ms. The exit code is
            1 when a promise is broken, as by a lost or doubled delivery; a goal that is missed is only shown.
            """;

    private static final Set<String> WITH_VALUE = Set.of("--only", "--runs", "--seconds", "--events", "--json");
    private static final String SEE = " See deploy/benchmark --help.";

    /**
     * Reads the command line.
     *
     * @param json where the figures are written when nothing else is said
     * @throws StartFailure that says what is wrong
     */
    static Options parse(String[] arguments, Path json) throws StartFailure {
        Map<String, String> flags = flags(arguments);
        Integer seconds = number(flags, "--seconds");
        Integer runs = number(flags, "--runs");
        return new Options(
                names(flags.getOrDefault("--only", "")),
                runs == null ? 1 : runs,
                seconds == null ? null : Duration.ofSeconds(seconds),
                number(flags, "--events"),
                flags.containsKey("--pin"),
                flags.containsKey("--json") ? Path.of(flags.get("--json")) : json);
    }

    private static Map<String, String> flags(String[] arguments) throws StartFailure {
        Map<String, String> flags = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String flag = arguments[i];
            if (WITH_VALUE.contains(flag)) {
                if (i + 1 == arguments.length) {
                    throw new StartFailure(flag + " needs a value." + SEE);
                }
                i++;
                flags.put(flag, arguments[i]);
            } else if (flag.equals("--pin")) {
                flags.put(flag, "");
            } else {
                throw new StartFailure("'" + flag + "' is no option." + SEE);
            }
        }
        return flags;
    }

    private static List<String> names(String list) throws StartFailure {
        List<String> names = Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        for (String name : names) {
            if (!Scenarios.NAMES.contains(name)) {
                throw new StartFailure("'" + name + "' is no scenario; there are " + Scenarios.NAMES + "." + SEE);
            }
        }
        return names;
    }

    private static @Nullable Integer number(Map<String, String> flags, String flag) throws StartFailure {
        String value = flags.get(flag);
        if (value == null) {
            return null;
        }
        if (!value.matches("[1-9][0-9]{0,7}")) {
            throw new StartFailure(flag + " " + value + " is wrong: it must be a whole number from 1 to 99999999.");
        }
        return Integer.valueOf(value);
    }
}
