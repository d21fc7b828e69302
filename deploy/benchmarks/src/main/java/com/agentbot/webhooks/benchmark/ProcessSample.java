package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a service's process holds at one moment.
 *
 * @param heapMegabytes used right after a collection of all garbage
 * @param residentMegabytes of memory, as the operating system counts it
 * @param descriptors open files and sockets
 */
record ProcessSample(double heapMegabytes, double residentMegabytes, double descriptors, double threads) {
    private static final int JCMD_SECONDS = 60;
    private static final double KILOBYTES = 1_024;
    private static final double MEGABYTES = 1 << 20;

    /** Collects its garbage first, so that the heap tells what is held and not what has not been collected yet. */
    static ProcessSample of(RunningService service) throws IOException, InterruptedException {
        long pid = service.process().handle().pid();
        collectGarbage(pid);
        double heap = service.metric("jvm_memory_used_bytes", "area=\"heap\"") / MEGABYTES;
        return new ProcessSample(heap, status(pid, "VmRSS:") / KILOBYTES, descriptors(pid), status(pid, "Threads:"));
    }

    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!jcmd.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
        }
    }

    /** A number of /proc/PID/status. */
    private static double status(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(
                        line.substring(name.length()).replace("kB", "").strip()))
                .findFirst()
                .orElse(0);
    }

    private static double descriptors(long pid) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.count();
        }
    }
}
