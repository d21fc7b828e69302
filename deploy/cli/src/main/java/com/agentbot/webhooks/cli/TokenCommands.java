package com.agentbot.webhooks.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tokens of the site, or of all sites: listed, made and revoked. */
final class TokenCommands {
    private TokenCommands() {}

    /** Whose tokens. */
    abstract static class OfTokens extends Asking {
        @Option(names = "--all-sites", description = "Those that are good for all sites.")
        boolean allSites;

        String tokens() throws InterruptedException {
            return allSites ? "/v1/tokens" : ofSite("/tokens");
        }
    }

    @Command(
            name = "tokens",
            description = "List tokens, or create or revoke one.",
            subcommands = {Create.class, Revoke.class})
    static final class Tokens extends OfTokens {
        @Override
        int ask() throws InterruptedException {
            JsonNode answer = api().get(tokens()).json();
            if (asJson()) {
                terminal().json(answer);
                return 0;
            }
            Table table = new Table("ID", "NAME", "SCOPE", "SITE", "CREATED", "LAST USED");
            answer.path("tokens")
                    .forEach(token -> table.row(
                            Texts.of(token.path("id")),
                            Texts.of(token.path("name")),
                            Texts.of(token.path("scope")),
                            Texts.of(token.path("site_id")),
                            Texts.time(token.path("created_at")),
                            Texts.time(token.path("last_used_at"))));
            terminal().show(table);
            return 0;
        }
    }

    @Command(name = "create", description = "Make a token. It is shown this once.")
    static final class Create extends OfTokens {
        @Parameters(paramLabel = "NAME", description = "What it is for.")
        @SuppressWarnings("NullAway.Init")
        String name;

        @Option(names = "--scope", paramLabel = "read|write", description = "What it may do; write unless said.")
        @Nullable
        String scope;

        @Override
        int ask() throws InterruptedException {
            ObjectNode body = Api.object().put("name", name);
            if (scope != null) {
                body.put("scope", scope);
            }
            JsonNode token = api().post(tokens(), body).json();
            if (asJson()) {
                terminal().json(token);
                return 0;
            }
            terminal()
                    .showAll(new Table("TOKEN", Texts.of(token.path("token")))
                            .row("id", Texts.of(token.path("id")))
                            .row("name", Texts.of(token.path("name")))
                            .row("scope", Texts.of(token.path("scope")))
                            .row("site", Texts.of(token.path("site_id"))));
            terminal().note("The token is shown this once.");
            return 0;
        }
    }

    @Command(name = "revoke", description = "Revoke a token: nobody gets in by it any more.")
    static final class Revoke extends OfTokens {
        @Parameters(paramLabel = "ID", description = "The token's id, such as tk_….")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Override
        int ask() throws InterruptedException {
            api().delete(tokens() + Api.path("/{}", id));
            if (asJson()) {
                terminal().json(Api.object().put("id", id).put("revoked", true));
            } else {
                terminal().say("Revoked " + id + ".");
            }
            return 0;
        }
    }
}
