package com.agentbot.webhooks.webhooksettings;

import com.agentbot.webhooks.servicekit.Part;
import com.agentbot.webhooks.servicekit.StartFailure;
import org.jspecify.annotations.Nullable;

/** Sees to it at start that the token from the settings is valid, so that somebody can come in at all. */
final class BootstrapToken implements Part {
    private static final String NAME = "bootstrap";

    private final Tokens tokens;
    private final @Nullable String token;

    BootstrapToken(Tokens tokens, @Nullable String token) {
        this.tokens = tokens;
        this.token = token;
    }

    @Override
    public String name() {
        return "bootstrap-token";
    }

    @Override
    public void start() throws StartFailure {
        if (token == null) {
            return;
        }
        try {
            tokens.ensure(token, NAME);
        } catch (DatabaseFailure e) {
            throw new StartFailure("BOOTSTRAP_TOKEN could not be stored in the database: " + e.getMessage());
        }
    }

    @Override
    public void stop() {}
}
