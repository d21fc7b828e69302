package com.agentbot.webhooks.servicekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's settings from environment variables. A wrong value is remembered and the default used in its
 * stead, so that {@link #check} can name all that is wrong at once. What was asked for is remembered too, and the
 * documents are made from that. Used by one thread.
 */
public final class Environment {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)");
    private static final String KAFKA_PREFIX = "KAFKA_";
    /** Names that other tools put beside the client's properties: ports, and the scripts of a Kafka installation. */
    private static final Set<String> NOT_FOR_CLIENTS =
            Set.of("KAFKA_PORT", "KAFKA_HOME", "KAFKA_OPTS", "KAFKA_HEAP_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_JMX_OPTS");

    private final Map<String, String> variables;
    private final Map<String, Setting> asked = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A setting as the documents show it.
     *
     * @param name of the environment variable
     * @param byDefault the default as one would write it; empty where the setting has none
     * @param meaning one sentence, with unit and range
     */
    public record Setting(String name, String byDefault, String meaning) {}

    /**
     * Reads from the given variables.
     *
     * @param variables names and values; an empty value counts as none
     */
    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public String text(String name, String byDefault, String meaning) {
        return read(name, byDefault, meaning, "text", text -> text);
    }

    /** A setting that may be left out and has no default. */
    public @Nullable String optional(String name, String meaning) {
        asked.put(name, new Setting(name, "", meaning));
        return given(name);
    }

    /** A setting without which the service cannot run. An empty text is returned where it is absent. */
    public String required(String name, String meaning) {
        String value = optional(name, meaning);
        if (value == null) {
            problems.add(name + " is not set: " + meaning);
            return "";
        }
        return value;
    }

    public boolean flag(String name, boolean byDefault, String meaning) {
        return read(name, Boolean.toString(byDefault), meaning, "true or false", text -> switch (text.toLowerCase(
                Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public int number(String name, int byDefault, int min, int max, String meaning) {
        return read(name, Integer.toString(byDefault), meaning, "a whole number from " + min + " to " + max, text -> {
            int value = Integer.parseInt(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    /** A TCP port; 0 takes a free one. */
    public int port(String name, int byDefault, String meaning) {
        return number(name, byDefault, 0, 65_535, meaning);
    }

    /** A positive time such as {@code 250ms}, {@code 15s}, {@code 5m}, {@code 3h} or {@code 7d}. */
    public Duration duration(String name, String byDefault, String meaning) {
        return read(name, byDefault, meaning, "a time above 0 such as 250ms, 15s, 5m, 3h or 7d", text -> {
            Duration value = parseDuration(text);
            if (value.isZero()) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    /** A size in bytes of at most 2 GiB, such as {@code 8KiB} or {@code 64MiB}. */
    public int bytes(String name, String byDefault, String meaning) {
        return read(name, byDefault, meaning, "a size such as 8KiB or 64MiB, below 2 GiB", text -> {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException();
            }
            long unit = switch (matcher.group(2)) {
                case "KiB" -> 1L << 10;
                case "MiB" -> 1L << 20;
                case "GiB" -> 1L << 30;
                default -> 1L;
            };
            return Math.toIntExact(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        });
    }

    /** A setting of the caller's own type. The parser says what is wrong by an {@link IllegalArgumentException}. */
    public <T> T parsed(String name, String byDefault, String meaning, Function<String, T> parser) {
        return read(name, byDefault, meaning, "", parser);
    }

    /**
     * The properties for Kafka clients: each variable {@code KAFKA_SECURITY_PROTOCOL} as {@code security.protocol}.
     * Names that no client knows are left out, because an orchestrator adds such variables of its own.
     *
     * @param known the property names of the clients in use
     */
    public Map<String, String> kafka(Set<String> known) {
        text(
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:9092",
                "Where the cluster is first found: host:port, comma-separated.");
        Map<String, String> properties = new TreeMap<>();
        for (String name : variables.keySet()) {
            String value = given(name);
            if (value != null && name.startsWith(KAFKA_PREFIX) && !NOT_FOR_CLIENTS.contains(name)) {
                String property = name.substring(KAFKA_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                if (known.contains(property)) {
                    properties.put(property, value);
                }
            }
        }
        properties.putIfAbsent("bootstrap.servers", "127.0.0.1:9092");
        return properties;
    }

    /** Adds a finding of the caller's own, such as two settings that contradict each other. */
    public void problem(String sentence) {
        problems.add(sentence);
    }

    /**
     * To be called once all settings have been read.
     *
     * @throws StartFailure with a line for each setting that is wrong: which, what it holds, and what would be right
     */
    public void check() throws StartFailure {
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join(System.lineSeparator(), problems));
        }
    }

    /** Everything that was asked for, in that order. */
    public List<Setting> asked() {
        return List.copyOf(asked.values());
    }

    /** Reads {@code 250ms}, {@code 15s}, {@code 5m}, {@code 3h} or {@code 7d}. */
    public static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time such as 250ms, 15s, 5m, 3h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private <T> T read(String name, String byDefault, String meaning, String form, Function<String, T> parser) {
        asked.put(name, new Setting(name, byDefault, meaning));
        String value = given(name);
        if (value != null) {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | ArithmeticException e) {
                problems.add(
                        name + "=" + value + " is wrong: " + (form.isEmpty() ? e.getMessage() : "it must be " + form));
            }
        }
        return parser.apply(byDefault);
    }

    private @Nullable String given(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
