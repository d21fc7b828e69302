package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tokens listed, made and revoked: those of a site, and for callers of all sites those of all sites. */
final class TokenApi implements Api.Calls {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int NAME_CHARACTERS = 100;

    private final Tokens tokens;

    /** Whose tokens a call is about, where its caller may ask for them: a site, or null for those of all sites. */
    private interface Owner {
        @Nullable
        String of(Context context, Caller caller);
    }

    TokenApi(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void addTo(Api.Routes routes) {
        addTo(routes, "/v1/sites/{site}/tokens", (context, caller) -> caller.in(context.pathParam("site")));
        addTo(routes, "/v1/tokens", (context, caller) -> {
            caller.inAllSites();
            return null;
        });
    }

    private void addTo(Api.Routes routes, String path, Owner owner) {
        routes.add("GET", path, (context, caller) -> list(context, owner.of(context, caller)));
        routes.add("POST", path, (context, caller) -> create(context, owner.of(context, caller)));
        routes.add("DELETE", path + "/{id}", (context, caller) -> revoke(context, owner.of(context, caller)));
    }

    private void list(Context context, @Nullable String site) {
        Json.writeList(context, "tokens", tokens.list(site), Token::json, null);
    }

    private void create(Context context, @Nullable String site) {
        ObjectNode json = Json.read(context, Set.of("name", "scope"));
        String name = name(json.path("name"));
        Scope scope = scope(json);
        String token = Randomness.token();
        Json.write(context, 201, tokens.create(token, name, site, scope).json().put("token", token));
    }

    private static String name(JsonNode json) {
        String name = json.isTextual() ? json.textValue().strip() : "";
        if (name.isEmpty() || name.codePointCount(0, name.length()) > NAME_CHARACTERS) {
            throw Problem.invalid("name", "'name' must be text of 1 to " + NAME_CHARACTERS + " characters.");
        }
        if (!name.equals(StorableText.of(name))) {
            throw Problem.invalid("name", "'name' must not hold NUL or half a character.");
        }
        return name;
    }

    private static Scope scope(ObjectNode json) {
        return switch (json.path("scope").asText(json.has("scope") ? "" : "write")) {
            case "read" -> Scope.READ;
            case "write" -> Scope.WRITE;
            default -> throw Problem.invalid("scope", "'scope' must be \"read\" or \"write\".");
        };
    }

    private void revoke(Context context, @Nullable String site) {
        String id = context.pathParam("id");
        if (!ID.matcher(id).matches() || !tokens.revoke(site, id)) {
            throw Problem.notFound(
                    site == null ? "There is no such token of all sites." : "This site has no such token.");
        }
        context.status(204);
    }
}
