package com.agentbot.webhooks.deliveryworker.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up. Asked by several threads at once; may block, for as long as it likes. */
@FunctionalInterface
public interface Resolver {
    /** The platform's own. */
    Resolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /**
     * All addresses of a name, in the order they are to be tried.
     *
     * @throws UnknownHostException when the name has none
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;
}
