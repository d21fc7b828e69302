/**
 * POSTs over HTTP/1.1 to endpoints that nobody vouches for: every wait, body and connection is bounded, and no address
 * is connected to that was not judged.
 *
 * <pre>
 * NettySender ─ picks the host's event loop; below here one thread, no locks
 *   └ ConnectionPool ─ an idle connection, or a fresh one, or a place in the queue
 *       ├ Dial ─ Lookups (resolve) ─ AddressPolicy (judge) ─ connect to what was judged (Tunnel) ─ TLS
 *       └ Connection ─ writes the POST, reads the answer (AnswerDecoder), goes back or is thrown away
 * </pre>
 *
 * An egress proxy sits in {@code Dial}, between the judgement and TLS: it is asked for the address that was judged, never
 * for a name, and what speaks TLS behind it proves that it is the host of the URL. When it fails, that is no fault of an
 * endpoint's, and no attempt is used up.
 */
@NullMarked
package com.agentbot.webhooks.deliveryworker.http;

import org.jspecify.annotations.NullMarked;
