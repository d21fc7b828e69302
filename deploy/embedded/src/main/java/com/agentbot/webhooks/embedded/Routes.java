package com.agentbot.webhooks.embedded;

import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.Service;
import com.agentbot.webhooks.servicekit.WebServer;
import io.javalin.Javalin;
import java.lang.reflect.Field;
import java.util.List;

/** What a service answers over HTTP, as its web server has it registered. */
public final class Routes {
    private Routes() {}

    /** Such as {@code GET /v1/event-types}. */
    public static List<String> of(Service service) throws ReflectiveOperationException {
        WebServer server = ((List<?>) hidden(Service.class, "parts", service))
                .stream()
                        .map(Part.class::cast)
                        .filter(WebServer.class::isInstance)
                        .map(WebServer.class::cast)
                        .findFirst()
                        .orElseThrow();
        // Nobody but a test wants to know: so it is taken from where it is, rather than shown to everybody.
        return ((Javalin) hidden(WebServer.class, "app", server))
                .unsafe.internalRouter.allHttpHandlers().stream()
                        .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
                        .toList();
    }

    private static Object hidden(Class<?> type, String field, Object holder) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(field);
        found.setAccessible(true);
        return found.get(holder);
    }
}
