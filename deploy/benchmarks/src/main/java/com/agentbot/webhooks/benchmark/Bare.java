package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the worker's HTTP client alone takes for the same signed POSTs: the least that a worker could take.
 *
 * @param endpoints that get the POSTs in turn
 * @param warmUp POSTs before the measured ones
 * @param posts measured
 */
record Bare(Endpoints endpoints, long warmUp, long posts) implements Scenario {
    static final String NAME = "bare";
    static final String PROCESS = "http-client";

    private static final int HEAP_MEGABYTES = 512;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern DONE = Pattern.compile("bare seconds=(\\S+) cpu=(\\S+)\\R");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return posts + " signed POSTs by the worker's HTTP client alone, " + BareProcess.IN_FLIGHT + " in flight; "
                + endpoints.count() + " webhooks on " + endpoints.hosts() + " hosts";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        RunningReceiver receiver = RunningReceiver.start(launcher);
        Progress.say("bare: " + warmUp + " POSTs to warm up, then " + posts);
        Child client = launcher.start(
                new Launcher.Plan(PROCESS, BareProcess.class, true, HEAP_MEGABYTES, Map.of()),
                Integer.toString(receiver.port()),
                Integer.toString(endpoints.count()),
                Integer.toString(endpoints.hosts()),
                Long.toString(warmUp),
                Long.toString(posts));
        Matcher done = client.awaitPrinted(DONE, PATIENCE);
        Counts counts = receiver.client().counts();
        long delivered = counts.of(endpoints.behaviour()).delivered();
        return List.of(
                Figure.of("delivered", posts / Double.parseDouble(done.group(1)), "1/s"),
                Figure.of(Cpu.figure(PROCESS), Cpu.per100k(Double.parseDouble(done.group(2)), posts), Cpu.UNIT),
                Figure.never("lost", warmUp + posts - delivered),
                Figure.never("duplicates", counts.repeated()));
    }
}
