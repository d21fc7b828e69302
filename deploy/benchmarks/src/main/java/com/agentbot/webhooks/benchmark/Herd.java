package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast retries are forwarded when very many come due at once, with the pace lifted and nobody else at work, and what
 * those notice that come due in another tier meanwhile.
 *
 * @param warmUp deliveries before the measured ones
 * @param deliveries measured
 */
record Herd(long warmUp, long deliveries) implements Scenario {
    private static final String TIER = "30m";
    private static final String OTHER_TIER = "1m";
    private static final Duration BETWEEN_OTHERS = Duration.ofMillis(10);
    private static final Duration OTHERS_WAIT = Duration.ofSeconds(1);
    /** All are to be there when they come due. */
    private static final long WRITTEN_A_SECOND = 20_000;

    private static final Duration WRITING_BEGINS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double PROMISED_MILLIS = 1_000;

    @Override
    public String name() {
        return "herd";
    }

    @Override
    public String summary() {
        return deliveries + " deliveries of " + EventTemplate.BYTES
                + " bytes that wait in one tier and come due at once, pace lifted; 100 a second in another tier";
    }

    @Override
    public List<Figure> run(Launcher launcher) throws Exception {
        Engines engines = Engines.start(launcher);
        RunningService scheduler = start(launcher, engines);
        try (RetryProducer herd = new RetryProducer(engines.kafka());
                RetryProducer others = new RetryProducer(engines.kafka())) {
            Progress.say("herd: warm-up, " + warmUp + " deliveries");
            herd.write(TIER, warmUp, System.currentTimeMillis());
            awaitForwarded(scheduler, warmUp);
            long dueAt = System.currentTimeMillis()
                    + WRITING_BEGINS.toMillis()
                    + TimeUnit.SECONDS.toMillis(deliveries / WRITTEN_A_SECOND);
            Progress.say("herd: " + deliveries + " deliveries");
            herd.write(TIER, deliveries, dueAt);
            long early = dueAt - System.currentTimeMillis();
            if (early < 0) {
                throw new IllegalStateException("the herd was due " + -early + " ms before all of it was written");
            }
            Steadily steadily = new Steadily(others);
            Thread meanwhile = Thread.ofPlatform().name("others").start(steadily);
            Thread.sleep(Math.max(0, dueAt - System.currentTimeMillis()));
            CpuTimes before = cpu(engines, scheduler);
            awaitForwarded(scheduler, warmUp + deliveries);
            double seconds = (System.currentTimeMillis() - dueAt) / 1e3;
            CpuTimes cpu = cpu(engines, scheduler).since(before);
            steadily.ending = true;
            meanwhile.join();
            return figures(scheduler, seconds, cpu, steadily.written);
        }
    }

    private static RunningService start(Launcher launcher, Engines engines) throws IOException, InterruptedException {
        Map<String, String> settings = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", engines.kafka(),
                "HOST", "127.0.0.1",
                "ADMIN_PORT", "0",
                // Without workers nobody would say that the lane has room.
                "SCHEDULER_LIVE_LAG", Integer.toString(Integer.MAX_VALUE),
                "SCHEDULER_PER_SECOND", "10000000");
        RunningService scheduler =
                RunningService.in(RunningService.launchMeasured(launcher, ServiceName.SCHEDULER, settings));
        scheduler.awaitReady();
        return scheduler;
    }

    private static CpuTimes cpu(Engines engines, RunningService scheduler) {
        return CpuTimes.now(List.of(engines.process(), scheduler.process()), engines.postmaster());
    }

    /** Looks seldom, because each look is work for who is measured. */
    private static void awaitForwarded(RunningService scheduler, long number) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (forwarded(scheduler, TIER) < number) {
            scheduler.process().checkAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + forwarded(scheduler, TIER) + " of " + number
                        + " are forwarded after " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(LOOK);
        }
    }

    private static double forwarded(RunningService scheduler, String tier) {
        return scheduler.metric("retries_forwarded_total", label(tier));
    }

    private static String label(String tier) {
        return "tier=\"" + tier + "\"";
    }

    private List<Figure> figures(RunningService scheduler, double seconds, CpuTimes cpu, long others)
            throws InterruptedException {
        String other = label(OTHER_TIER);
        scheduler.await("done", PATIENCE, service -> forwarded(service, OTHER_TIER) >= others);
        double lateSum = scheduler.metric("retries_lateness_seconds_sum", other);
        double lateMost = scheduler.metric("retries_lateness_seconds_max", other);
        double scheduling = cpu.seconds().getOrDefault(ServiceName.SCHEDULER.toString(), 0.0);
        double broking = cpu.seconds().getOrDefault(CpuTimes.KAFKA, 0.0);
        return List.of(
                Figure.of("forwarded", deliveries / seconds, "1/s"),
                Figure.of(Cpu.figure(ServiceName.SCHEDULER.toString()), Cpu.per100k(scheduling, deliveries), Cpu.UNIT),
                Figure.of(Cpu.figure(CpuTimes.KAFKA), Cpu.per100k(broking, deliveries), Cpu.UNIT),
                Figure.of("late in the other tier, mean", 1e3 * lateSum / Math.max(1, others), "ms"),
                Figure.of("late in the other tier, at most", 1e3 * lateMost, "ms", Bar.goal(PROMISED_MILLIS)),
                Figure.never("forwarded twice", (long) forwarded(scheduler, TIER) - warmUp - deliveries));
    }

    /** What comes due in the other tier, until it is told to end. */
    private static final class Steadily implements Runnable {
        private final RetryProducer producer;
        private volatile boolean ending;
        private volatile long written;

        Steadily(RetryProducer producer) {
            this.producer = producer;
        }

        @Override
        public void run() {
            long count = 0;
            while (!ending) {
                producer.write(OTHER_TIER, 1, System.currentTimeMillis() + OTHERS_WAIT.toMillis());
                count++;
                try {
                    Thread.sleep(BETWEEN_OTHERS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            written = count;
        }
    }
}
