package com.agentbot.webhooks.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What healthy webhooks notice of bad ones that share their partitions: their delay alone, then the same beside others
 * that hang, are slow or flooded and get more than three times as many events.
 *
 * @param perSecond events of all healthy webhooks together
 * @param warmUp events before the first measured part, as fast as they are delivered
 * @param time of each of the two measured parts
 */
record BadNeighbours(double perSecond, long warmUp, Duration time) implements Scenario {
    private static final Endpoints HEALTHY = new Endpoints(new Behaviour.Slow(Duration.ofMillis(5)), 200, 200);
    private static final Endpoints HANGING = new Endpoints(new Behaviour.Hanging(), 20, 20);
    private static final Endpoints FLOODED = new Endpoints(new Behaviour.Slow(Duration.ofMillis(50)), 1, 1);
    private static final Endpoints SLOW = new Endpoints(new Behaviour.Slow(Duration.ofSeconds(5)), 20, 20);
    private static final double RATIO = 2;
    private static final Duration ARRIVAL_PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "bad-neighbours";
    }

    @Override
    public String summary() {
        return HEALTHY.count() + " healthy webhooks get " + Math.round(perSecond) + "/s; then beside them "
                + HANGING.count() + " that hang get as many, " + SLOW.count()
                + " that answer after 5 s a fifth, and one as "
                + "many as all others together; " + time.toSeconds() + " s each";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        try (Stage stage = Stage.open(launcher, Map.of())) {
            List<OpenLoop.Stream> streams = new ArrayList<>();
            double all = perSecond * 2.2;
            streams.add(new OpenLoop.Stream(stage.webhooks().publish(HEALTHY), perSecond));
            streams.add(new OpenLoop.Stream(stage.webhooks().publish(HANGING), perSecond));
            streams.add(new OpenLoop.Stream(stage.webhooks().publish(SLOW), perSecond / 5));
            streams.add(new OpenLoop.Stream(stage.webhooks().publish(FLOODED), all));
            stage.awaitKnown();
            List<OpenLoop.Stream> healthy = streams.subList(0, 1);
            Progress.say("bad-neighbours: warm-up, " + warmUp + " events");
            Steady.deliver(stage, HEALTHY, healthy.getFirst().sites(), warmUp);
            Steady.settle(stage);
            Progress.say("bad-neighbours: healthy ones alone, " + time.toSeconds() + " s");
            Part alone = Part.measure(stage, healthy, time);
            Progress.say("bad-neighbours: beside bad ones, " + time.toSeconds() + " s");
            Part beside = Part.measure(stage, streams, time);
            stage.checkAlive();
            return figures(alone, beside);
        }
    }

    /**
     * What came of one part.
     *
     * @param events sent to healthy webhooks
     * @param cpu taken while they were sent
     * @param seconds that this took
     */
    private record Part(long events, Counts counts, CpuTimes cpu, double seconds) {
        static Part measure(Stage stage, List<OpenLoop.Stream> streams, Duration time) throws InterruptedException {
            stage.receiver().reset();
            CpuTimes before = stage.cpu();
            long begin = System.nanoTime();
            long events = new OpenLoop(stage.events()).run(streams, time).getFirst();
            CpuTimes cpu = stage.cpu().since(before);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Counts counts = stage.receiver()
                    .awaitAtMost(now -> now.of(HEALTHY.behaviour()).delivered() >= events, ARRIVAL_PATIENCE);
            return new Part(events, counts, cpu, seconds);
        }

        Counts.Page healthy() {
            return counts.of(HEALTHY.behaviour());
        }

        List<Figure> figures(String when) {
            Counts.Delay delay = healthy().delay();
            List<Figure> figures = new ArrayList<>(List.of(
                    Figure.of("p50 " + when, delay.p50() / 1e3, "ms"),
                    Figure.of("p99 " + when, delay.p99() / 1e3, "ms"),
                    Figure.of("p99.9 " + when, delay.p999() / 1e3, "ms"),
                    Figure.of("max " + when, delay.max() / 1e3, "ms"),
                    Figure.of("cores busy " + when, cpu.total() / seconds, "")));
            cpu.seconds().forEach((name, time) -> figures.add(Figure.of("  " + name + " " + when, time / seconds, "")));
            return figures;
        }
    }

    private static List<Figure> figures(Part alone, Part beside) {
        List<Figure> figures = new ArrayList<>(alone.figures("alone"));
        figures.addAll(beside.figures("beside"));
        double ratio = (double) beside.healthy().delay().p99()
                / Math.max(1, alone.healthy().delay().p99());
        figures.add(Figure.of("p99 beside / alone", ratio, "", Bar.goal(RATIO)));
        Counts bad = beside.counts();
        figures.add(Figure.count("POSTs that hung", bad.of(HANGING.behaviour()).requests()));
        figures.add(
                Figure.count("POSTs to the slow ones", bad.of(SLOW.behaviour()).requests()));
        figures.add(Figure.count(
                "POSTs to the flooded one", bad.of(FLOODED.behaviour()).requests()));
        long lost = alone.events()
                - alone.healthy().delivered()
                + beside.events()
                - beside.healthy().delivered();
        figures.add(Figure.never("lost of the healthy ones", lost));
        figures.add(Figure.never(
                "duplicates", alone.counts().repeated() + beside.counts().repeated()));
        return figures;
    }
}
