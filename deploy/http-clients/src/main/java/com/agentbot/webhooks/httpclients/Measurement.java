package com.agentbot.webhooks.httpclients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Measures one client in a process of its own, and prints what it finds as lines of a name and a number. */
final class Measurement {
    private static final int BODY_BYTES = 320;
    private static final int HOSTS_PER_NET = 250;

    private final Client client;
    private final int port;
    private final byte[] body = new byte[BODY_BYTES];
    private final AtomicInteger failed = new AtomicInteger();

    private Measurement(Client client, int port) {
        this.client = client;
        this.port = port;
        Arrays.fill(body, (byte) 'x');
    }

    /** {@code cpu CLIENT PORT HOSTS IN_FLIGHT WARM_UP POSTS RUNS} or {@code memory CLIENT PORT HOSTS IN_FLIGHT}. */
    public static void main(String[] args) throws Exception {
        int[] numbers = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
        try (Client client = Candidate.named(args[1]).start().get()) {
            Measurement measurement = new Measurement(client, numbers[0]);
            switch (args[0]) {
                case "cpu" -> measurement.cpu(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
                case "memory" -> measurement.memory(numbers[1], numbers[2]);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        System.exit(0); // whatever threads a client may leave behind
    }

    private List<Client.Endpoint> endpoints(int hosts) {
        return IntStream.range(0, hosts)
                .mapToObj(
                        i -> "http://127.1." + i / HOSTS_PER_NET + "." + (1 + i % HOSTS_PER_NET) + ":" + port + "/hook")
                .map(client::endpoint)
                .toList();
    }

    private void cpu(int hosts, int inFlight, int warmUp, int posts, int runs) throws InterruptedException {
        List<Client.Endpoint> endpoints = endpoints(hosts);
        post(endpoints, inFlight, warmUp);
        for (int run = 0; run < runs; run++) {
            long cpu = cpuNanos();
            long begin = System.nanoTime();
            post(endpoints, inFlight, posts);
            print("wall_seconds", (System.nanoTime() - begin) / 1e9);
            print("cpu_seconds", (cpuNanos() - cpu) / 1e9 * 100_000 / posts);
        }
        print("failed", failed.get());
    }

    private void post(List<Client.Endpoint> endpoints, int inFlight, int posts) throws InterruptedException {
        Semaphore room = new Semaphore(inFlight);
        for (int i = 0; i < posts; i++) {
            room.acquire();
            endpoints.get(i % endpoints.size()).post(body, status -> {
                count(status);
                room.release();
            });
        }
        room.acquire(inFlight);
    }

    private void count(int status) {
        if (status != 200) {
            failed.incrementAndGet();
        }
    }

    private void memory(int hosts, int inFlight) throws Exception {
        List<Client.Endpoint> endpoints = endpoints(hosts);
        post(endpoints.subList(0, 1), 1, 1); // all classes are there, and some buffers
        int before = waiting();
        double heap = heapMegabytes();
        double rss = rssMegabytes();
        Semaphore room = new Semaphore(0);
        for (int i = 0; i < inFlight; i++) {
            endpoints.get(i % hosts).post(body, status -> {
                count(status);
                room.release();
            });
        }
        int most = before;
        do {
            most = Math.max(most, waiting());
            Thread.sleep(50);
        } while (most < inFlight && room.availablePermits() == 0);
        print("in_flight", most);
        print("heap_megabytes", heapMegabytes() - heap);
        print("rss_megabytes", rssMegabytes() - rss);
        room.acquire(inFlight);
        print("failed", failed.get());
    }

    /** How many POSTs wait at the receiver. */
    private int waiting() throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            String answer = "";
            while (!answer.matches("(?s).*\r\n\r\n[0-9]+")) {
                byte[] more = in.readNBytes(1);
                if (more.length == 0) {
                    throw new IOException("the receiver has gone away");
                }
                byte[] rest = new byte[in.available()];
                int unused = in.readNBytes(rest, 0, rest.length);
                answer += new String(more, US_ASCII) + new String(rest, US_ASCII);
            }
            return Integer.parseInt(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    private static double heapMegabytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
    }

    private static double rssMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status"), UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1_024 / 1e6)
                .sum();
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void print(String name, double value) {
        System.out.println("= " + name + " " + value);
    }
}
