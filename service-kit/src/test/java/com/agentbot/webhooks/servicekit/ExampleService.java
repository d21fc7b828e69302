package com.agentbot.webhooks.servicekit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A service to be run as a process of its own: its one loop does what {@code EXAMPLE_END} says. */
final class ExampleService {
    private ExampleService() {}

    public static void main(String[] arguments) {
        ServiceMain.run((environment, metrics, failures) -> {
            environment.number("EXAMPLE_COUNT", 1, 1, 10, "How many there are.");
            String end = environment.text("EXAMPLE_END", "never", "How the loop ends.");
            return new Service(
                    "example", failures, List.of(new Loop("loop", failures, Duration.ofSeconds(5), new Ending(end))));
        });
    }

    private record Ending(String how, CountDownLatch end) implements Loop.Work {
        Ending(String how) {
            this(how, new CountDownLatch(1));
        }

        @Override
        public void run() throws Exception {
            switch (how) {
                case "mendable" -> throw new StartFailure("The topic is missing. Make it.");
                case "unforeseen" -> throw new IllegalStateException("what?");
                default -> end.await();
            }
        }

        @Override
        public void finish() {
            System.err.println("finished in good order");
            end.countDown();
        }
    }
}
