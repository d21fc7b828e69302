package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings page, served as it lies on the class path. Its headers let it run nothing but its own scripts, be framed
 * by nobody who is not on the list and send nothing elsewhere, whatever a customer or an endpoint wrote into what it shows.
 */
final class Page {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors ";
    private static final Pattern ASSET = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}\\.[a-z0-9]{1,8}");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2");

    private final String policy;

    Page(FrameAncestors ancestors) {
        this.policy = POLICY + ancestors.policy();
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", context -> serve(context, "index.html"));
        routes.get("/page/{asset}", context -> serve(context, context.pathParam("asset")));
    }

    private void serve(Context context, String asset) throws IOException {
        String type = TYPES.get(asset.substring(asset.lastIndexOf('.') + 1));
        byte[] bytes = type != null && ASSET.matcher(asset).matches() ? read(asset) : null;
        if (type == null || bytes == null) {
            throw Problem.notFound("There is nothing at this address.");
        }
        context.header("Content-Security-Policy", policy)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .contentType(type)
                .result(bytes);
    }

    private static byte @Nullable [] read(String asset) throws IOException {
        try (InputStream stream = Page.class.getResourceAsStream("/page/" + asset)) {
            return stream == null ? null : stream.readAllBytes();
        }
    }
}
