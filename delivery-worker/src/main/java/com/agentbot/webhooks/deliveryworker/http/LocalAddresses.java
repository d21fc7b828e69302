package com.agentbot.webhooks.deliveryworker.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** The addresses of this machine's interfaces, for an address policy. */
public final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * Asks the operating system, now.
     *
     * @throws IllegalStateException when it does not tell
     */
    public static Set<InetAddress> now() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            throw new IllegalStateException("this machine's network interfaces cannot be listed", e);
        }
    }
}
