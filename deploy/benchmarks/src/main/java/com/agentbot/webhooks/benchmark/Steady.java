package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much the pipeline delivers when every event has one webhook and every endpoint answers at once, and what that takes.
 *
 * @param endpoints that get the events in turn
 * @param warmUp events before the measured ones
 * @param events measured
 */
record Steady(Endpoints endpoints, long warmUp, long events) implements Scenario {
    /** More on the way than all windows hold would only lie in Kafka. */
    private static final int OUTSTANDING = 20_000;

    private static final Duration ARRIVAL_PATIENCE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "steady";
    }

    @Override
    public String summary() {
        return events + " events of " + EventTemplate.BYTES
                + " bytes, one webhook each, as fast as they are delivered; " + endpoints.count() + " webhooks on "
                + endpoints.hosts() + " hosts";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        try (Stage stage = Stage.open(launcher, Map.of())) {
            List<Site> sites = stage.webhooks().publish(endpoints);
            stage.awaitKnown();
            Progress.say("steady: warm-up, " + warmUp + " events");
            deliver(stage, endpoints, sites, warmUp);
            settle(stage);
            stage.receiver().reset();
            Progress.say("steady: " + events + " events");
            CpuTimes before = stage.cpu();
            long begin = System.nanoTime();
            deliver(stage, endpoints, sites, events);
            double seconds = (System.nanoTime() - begin) / 1e9;
            CpuTimes delivered = stage.cpu().since(before);
            settle(stage);
            CpuTimes settled = stage.cpu().since(before);
            stage.checkAlive();
            return figures(stage.receiver().counts(), seconds, delivered, settled);
        }
    }

    /** Sends that many events as fast as they are delivered; returns when all are. */
    static void deliver(Stage stage, Endpoints endpoints, List<Site> sites, long number) throws InterruptedException {
        ReceiverClient receiver = stage.receiver();
        long already = receiver.counts().of(endpoints.behaviour()).delivered();
        new ClosedLoop(stage.events(), OUTSTANDING)
                .run(
                        sites,
                        number,
                        () -> receiver.counts().of(endpoints.behaviour()).delivered() - already);
        Counts unused = receiver.awaitAtMost(
                counts -> counts.of(endpoints.behaviour()).delivered() >= already + number, ARRIVAL_PATIENCE);
    }

    static void settle(Stage stage) throws InterruptedException {
        stage.awaitWorkerIdle();
        stage.awaitLogged(stage.events().sent());
    }

    private List<Figure> figures(Counts counts, double seconds, CpuTimes delivered, CpuTimes settled) {
        Counts.Page page = counts.of(endpoints.behaviour());
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("delivered", page.delivered() / seconds, "1/s"));
        delivered.seconds().forEach((name, time) -> {
            // The log is written afterwards; what it takes belongs to these deliveries all the same.
            boolean isLog = name.equals(ServiceName.SETTINGS.toString()) || name.equals(CpuTimes.POSTGRES);
            double taken = isLog ? settled.seconds().getOrDefault(name, time) : time;
            figures.add(Figure.of(Cpu.figure(name), Cpu.per100k(taken, page.delivered()), Cpu.UNIT));
        });
        figures.add(Figure.never("lost", events - page.delivered()));
        figures.add(Figure.never("duplicates", counts.repeated()));
        return figures;
    }
}
