package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.List;

/** All scenarios, in the order in which they are run. */
final class Scenarios {
    private static final Endpoints PROMPT = new Endpoints(new Behaviour.Prompt(), 100, 20);
    /** After fewer the compilers of six JVMs still take a third of the processors. */
    private static final int WARM_UP_EVENTS = 1_500_000;

    private static final int EVENTS = 300_000;

    private static final int HERD = 1_000_000;
    private static final int WARM_UP_HERD = 200_000;

    private static final int LOGGED = 1_000_000;
    private static final int LOG_READS = 300;

    static final List<String> NAMES = List.of("steady", "bare", "bad-neighbours", "kill", "herd", "log", "soak");

    private Scenarios() {}

    static List<Scenario> of(Options options) {
        return NAMES.stream()
                .filter(name -> options.only().isEmpty() || options.only().contains(name))
                .map(name -> of(name, options))
                .toList();
    }

    private static Scenario of(String name, Options options) {
        int events = options.events() == null ? EVENTS : options.events();
        int warmUp = (int) Math.min(WARM_UP_EVENTS, 5L * events);
        return switch (name) {
            case "steady" -> new Steady(PROMPT, warmUp, events);
            // Several times as fast as a pipeline, and so as long as one only with more.
            case "bare" -> new Bare(PROMPT, warmUp, 3L * events);
            case "bad-neighbours" -> new BadNeighbours(500, warmUp, time(options, 60));
            case "kill" -> new Kill(2_000, 10_000);
            case "herd" -> herd(options.events() == null ? HERD : options.events());
            case "log" -> log(options.events() == null ? LOGGED : options.events());
            case "soak" -> new Soak(warmUp, time(options, 1_200));
            default -> throw new IllegalArgumentException("there is no scenario " + name);
        };
    }

    private static Herd herd(int deliveries) {
        return new Herd(Math.min(WARM_UP_HERD, deliveries), deliveries);
    }

    private static DeliveryLog log(int attempts) {
        return new DeliveryLog(attempts, 10L * attempts, LOG_READS);
    }

    private static Duration time(Options options, int secondsByDefault) {
        return options.time() == null ? Duration.ofSeconds(secondsByDefault) : options.time();
    }
}
