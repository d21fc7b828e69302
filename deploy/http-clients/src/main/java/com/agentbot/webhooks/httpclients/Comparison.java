package com.agentbot.webhooks.httpclients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures all clients one after the other, and writes a table and the figures it is made from. */
final class Comparison {
    private static final String NONE = "–";
    private static final List<String> FLAGS = List.of(
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow");
    /** Half of the deadline: so long may it take until all are in flight, and so long until all have their answers. */
    private static final long FROM_POST_TO_ANSWER_MILLIS = Client.DEADLINE.toMillis() / 2;

    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    private final List<String> clients;
    private final Sizes sizes;

    /** How much of everything. */
    private record Sizes(int warmUp, int posts, int runs, int hosts, int inFlight) {}

    private Comparison(List<String> clients, Sizes sizes) {
        this.clients = clients;
        this.sizes = sizes;
    }

    /** {@code TARGET SOURCES WARM_UP POSTS RUNS HOSTS IN_FLIGHT [CLIENT…]}; all clients where none is named. */
    public static void main(String[] args) throws Exception {
        int[] numbers =
                Stream.of(args).skip(2).limit(5).mapToInt(Integer::parseInt).toArray();
        List<String> named = List.of(args).subList(7, args.length);
        List<String> clients =
                named.isEmpty() ? Candidate.ALL.stream().map(Candidate::name).toList() : named;
        Comparison comparison =
                new Comparison(clients, new Sizes(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
        comparison.measure(Path.of(args[0]), Path.of(args[1]));
    }

    /** What is known is written after each client: all of them together take half an hour. */
    private void measure(Path target, Path sources) throws Exception {
        for (String client : clients) {
            figures.put(client, new LinkedHashMap<>());
            for (int hosts : List.of(1, sizes.hosts)) {
                measure(client, "to_" + hosts, 0, "cpu", hosts, 256, sizes.warmUp, sizes.posts, sizes.runs);
            }
            measure(client, "waiting", FROM_POST_TO_ANSWER_MILLIS, "memory", sizes.hosts, sizes.inFlight);
            Files.writeString(target.resolve("http-clients.json"), json());
            Files.writeString(target.resolve("http-clients.md"), table(sources));
        }
        System.out.println(table(sources));
    }

    private void measure(String client, String what, long delayMillis, String mode, int... numbers) throws Exception {
        System.err.println(client + " " + what + " …");
        Process receiver = java("RECEIVER_CPUS", Receiver.class, List.of(Long.toString(delayMillis)));
        try (BufferedReader said = receiver.inputReader(UTF_8)) {
            List<String> arguments = new ArrayList<>(List.of(mode, client, said.readLine()));
            for (int number : numbers) {
                arguments.add(Integer.toString(number));
            }
            Process measurement = java("CLIENT_CPUS", Measurement.class, arguments);
            try (BufferedReader found = measurement.inputReader(UTF_8)) {
                found.lines()
                        .filter(line -> line.startsWith("= "))
                        .forEach(line -> note(client, what, line.split(" ")));
            }
            if (measurement.waitFor() != 0) {
                System.err.println(client + " could not do that"); // and the table has a dash there
            }
        } finally {
            receiver.getOutputStream().close();
            receiver.waitFor();
        }
    }

    private void note(String client, String what, String[] found) {
        figures.getOrDefault(client, Map.of())
                .computeIfAbsent(what + "." + found[1], anew -> new ArrayList<>())
                .add(Double.parseDouble(found[2]));
    }

    private static Process java(String cpus, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        String pinned = System.getenv(cpus);
        if (pinned != null && !pinned.isEmpty()) {
            command.addAll(List.of("taskset", "-c", pinned));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String json() {
        return figures.entrySet().stream()
                .map(client -> "  \"" + client.getKey() + "\": {"
                        + client.getValue().entrySet().stream()
                                .map(figure -> "\"" + figure.getKey() + "\": " + figure.getValue())
                                .collect(Collectors.joining(", "))
                        + "}")
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private String table(Path sources) throws IOException {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "| Client | CPU-s, 1 host | CPU-s, %,d hosts | heap in MB, %,d POSTs waiting | RSS in MB | were waiting | failed | judged | one deadline |"
                        + " bounded pool | lines of its adapter |%n|---|---|---|---|---|---|---|---|---|---|---|%n",
                sizes.hosts,
                sizes.inFlight));
        for (String name : figures.keySet()) {
            Candidate client = Candidate.named(name);
            table.append(String.join(
                            " | ",
                            "| " + name,
                            spread(name, "to_1.cpu_seconds"),
                            spread(name, "to_" + sizes.hosts + ".cpu_seconds"),
                            one(name, "waiting.heap_megabytes"),
                            one(name, "waiting.rss_megabytes"),
                            one(name, "waiting.in_flight"),
                            failed(name),
                            client.judged(),
                            client.deadline(),
                            client.pool(),
                            lines(sources.resolve(client.source() + ".java")) + " |"))
                    .append('\n');
        }
        return table.toString();
    }

    private List<Double> figures(String client, String name) {
        return figures.getOrDefault(client, Map.of()).getOrDefault(name, List.of());
    }

    /** Least, middle and most. */
    private String spread(String client, String name) {
        List<Double> sorted = new ArrayList<>(figures(client, name));
        if (sorted.isEmpty()) {
            return NONE;
        }
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%.1f / **%.1f** / %.1f",
                sorted.getFirst(),
                sorted.get(sorted.size() / 2),
                sorted.getLast());
    }

    private String one(String client, String name) {
        List<Double> found = figures(client, name);
        return found.isEmpty() ? NONE : String.format(Locale.ROOT, "%.0f", found.getFirst());
    }

    private String failed(String client) {
        double all = Stream.of("to_1.failed", "to_" + sizes.hosts + ".failed", "waiting.failed")
                .flatMap(name -> figures(client, name).stream())
                .mapToDouble(Double::doubleValue)
                .sum();
        return String.format(Locale.ROOT, "%.0f", all);
    }

    private static long lines(Path source) throws IOException {
        try (Stream<String> lines = Files.lines(source)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("*") && !line.startsWith("/"))
                    .count();
        }
    }
}
