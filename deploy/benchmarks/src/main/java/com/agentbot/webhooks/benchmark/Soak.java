package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the worker holds more and more while it is busy for long: most endpoints answer, some fail, some hang.
 *
 * @param calibration events by which it is found out how much the machine delivers
 * @param time under load
 */
record Soak(long calibration, Duration time) implements Scenario {
    private static final Endpoints PROMPT = new Endpoints(new Behaviour.Prompt(), 190, 50);
    private static final Endpoints FAILING = new Endpoints(new Behaviour.Failing(500), 10, 10);
    private static final Endpoints HANGING = new Endpoints(new Behaviour.Hanging(), 3, 3);
    private static final double LOAD = 0.7;
    private static final double FAILING_SHARE = 0.05;
    private static final double HANGING_PER_SECOND = 3;
    private static final int OUTSTANDING = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
    private static final int SAMPLES_AT_LEAST = 6;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String summary() {
        return time.toSeconds() + " s at " + Math.round(LOAD * 100) + " % of what the machine delivers; "
                + Math.round(FAILING_SHARE * 100) + " % of it to endpoints that fail, and " + HANGING.count()
                + " that hang";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        try (Stage stage = Stage.open(launcher, Map.of())) {
            List<Site> prompt = stage.webhooks().publish(PROMPT);
            List<Site> failing = stage.webhooks().publish(FAILING);
            List<Site> hanging = stage.webhooks().publish(HANGING);
            stage.awaitKnown();
            Progress.say("soak: what does the machine deliver?");
            double perSecond = LOAD * capacity(stage, prompt);
            Progress.say("soak: " + Math.round(perSecond) + " events/s for " + time.toSeconds() + " s");
            stage.receiver().reset();
            List<OpenLoop.Stream> streams = List.of(
                    new OpenLoop.Stream(prompt, perSecond * (1 - FAILING_SHARE)),
                    new OpenLoop.Stream(failing, perSecond * FAILING_SHARE),
                    new OpenLoop.Stream(hanging, HANGING_PER_SECOND));
            FutureTask<List<Long>> load = new FutureTask<>(() -> new OpenLoop(stage.events()).run(streams, time));
            Thread.ofPlatform().name("load").daemon().start(load);
            List<ProcessSample> samples = sample(stage.worker(), load);
            long events = load.get().getFirst();
            Counts counts = stage.receiver()
                    .awaitAtMost(now -> now.of(PROMPT.behaviour()).delivered() >= events, PATIENCE);
            stage.checkAlive();
            return figures(samples, counts, events);
        }
    }

    private static List<Figure> figures(List<ProcessSample> samples, Counts counts, long events) {
        Counts.Page page = counts.of(PROMPT.behaviour());
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.count("delivered", page.delivered()));
        figures.add(Figure.of("p99", page.delay().p99() / 1e3, "ms"));
        Growth.WATCHED.forEach(growth -> figures.addAll(growth.figures(samples)));
        figures.add(Figure.never("lost", events - page.delivered()));
        figures.add(Figure.never("duplicates", counts.repeated()));
        return figures;
    }

    /** Deliveries a second, once the code is warm. */
    private double capacity(Stage stage, List<Site> sites) throws InterruptedException {
        deliver(stage, sites);
        long begin = System.nanoTime();
        deliver(stage, sites);
        return calibration * 1e9 / (System.nanoTime() - begin);
    }

    private void deliver(Stage stage, List<Site> sites) throws InterruptedException {
        ReceiverClient receiver = stage.receiver();
        receiver.reset();
        new ClosedLoop(stage.events(), OUTSTANDING)
                .run(
                        sites,
                        calibration,
                        () -> receiver.counts().of(PROMPT.behaviour()).delivered());
        Counts unused = receiver.await(
                "calibrated", counts -> counts.of(PROMPT.behaviour()).delivered() >= calibration, PATIENCE);
    }

    private List<ProcessSample> sample(RunningService worker, Future<?> load) throws Exception {
        Duration inShortRuns = time.dividedBy(SAMPLES_AT_LEAST + 1);
        Duration pause = inShortRuns.compareTo(SAMPLE_EVERY) < 0 ? inShortRuns : SAMPLE_EVERY;
        List<ProcessSample> samples = new ArrayList<>();
        do {
            samples.add(ProcessSample.of(worker));
        } while (!hasEnded(load, pause) || samples.size() < SAMPLES_AT_LEAST);
        return samples;
    }

    private static boolean hasEnded(Future<?> load, Duration pause) throws InterruptedException, ExecutionException {
        try {
            load.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
