/**
 * POSTs over HTTP/1.1 to endpoints that nobody vouches for: every wait, body and connection is bounded, and no address
 * is connected to that was not judged.
 *
 * <pre>
 * NettySender ─ picks the host's event loop; below here one thread, no locks
 *   └ ConnectionPool ─ an idle connection, or a fresh one, or a place in the queue
 *       ├ Dial ─ Lookups (resolve) ─ AddressPolicy (judge) ─ connect to what was judged ─ TLS
 *       └ Connection ─ writes the POST, reads the answer (AnswerDecoder), goes back or is thrown away
 * </pre>
 *
 * An egress proxy would sit in {@code Dial}, between the judgement and TLS.
 */
@NullMarked
package com.agentbot.webhooks.deliveryworker.http;

import org.jspecify.annotations.NullMarked;
