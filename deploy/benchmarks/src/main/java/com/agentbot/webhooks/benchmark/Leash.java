package com.agentbot.webhooks.benchmark;

import java.io.IOException;

/** Ends this process when the one that started it is gone, however that one ended: then standard input is at its end. */
final class Leash {
    private Leash() {}

    static void fasten() {
        fasten(() -> {});
    }

    /**
     * Watches from now on.
     *
     * @param last done before this process ends
     */
    static void fasten(Runnable last) {
        Thread.ofPlatform().name("leash").daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever said.
                }
            } catch (IOException e) {
                // As good as its end.
            }
            try {
                last.run();
            } finally {
                Runtime.getRuntime().halt(0);
            }
        });
    }
}
