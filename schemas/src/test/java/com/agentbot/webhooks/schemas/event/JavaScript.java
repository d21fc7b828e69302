package com.agentbot.webhooks.schemas.event;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/** A real ECMAScript engine, to say what {@code JSON.parse} and {@code JSON.stringify} do. For one thread. */
final class JavaScript implements AutoCloseable {
    private final Context context = Context.newBuilder("js")
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    private final Value body = function("""
            text => {
              const {event, timestamp, site_id, data} = JSON.parse(text);
              return JSON.stringify({event, timestamp, site_id, data});
            }""");
    private final Value roundTrip = function("text => JSON.stringify(JSON.parse(text))");
    private final Value parses = function("text => { try { JSON.parse(text); return true; } catch { return false; } }");
    private final Value number = function("text => String(JSON.parse(text))");

    private Value function(String source) {
        return context.eval("js", source);
    }

    /** The body that ECMAScript itself would make of an event. */
    String body(String event) {
        return body.execute(event).asString();
    }

    /** What a receiver hashes. */
    String roundTrip(String body) {
        return roundTrip.execute(body).asString();
    }

    boolean parses(String text) {
        return parses.execute(text).asBoolean();
    }

    /** The spelling of the double nearest to a number's text; {@code Infinity} for one that is too large. */
    String number(String text) {
        return number.execute(text).asString();
    }

    @Override
    public void close() {
        context.close();
    }
}
