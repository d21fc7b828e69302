package com.agentbot.webhooks.benchmark;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The receiver in a process of its own.
 *
 * @param port on every address of the loopback network
 */
record RunningReceiver(Child process, int port, ReceiverClient client) {
    /** For the ids of ten million deliveries and more, while the place for them is being doubled. */
    private static final int HEAP_MEGABYTES = 2_048;

    private static final Pattern PORT = Pattern.compile("receiver port (\\d+)\\R");

    static RunningReceiver start(Launcher launcher) throws IOException, InterruptedException {
        Child process =
                launcher.start(new Launcher.Plan("receiver", ReceiverProcess.class, false, HEAP_MEGABYTES, Map.of()));
        int port = Integer.parseInt(process.awaitPrinted(PORT).group(1));
        return new RunningReceiver(process, port, new ReceiverClient(port));
    }
}
