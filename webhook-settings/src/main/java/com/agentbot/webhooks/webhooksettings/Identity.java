package com.agentbot.webhooks.webhooksettings;

import java.util.Optional;

/** What a credential turns out to be. */
sealed interface Identity {
    /** It stands for this caller. */
    record Known(Caller caller) implements Identity {}

    /**
     * It stands for nobody.
     *
     * @param why a sentence
     */
    record Refused(String why) implements Identity {}

    /**
     * It is genuine, but gives no right to anything here.
     *
     * @param why a sentence
     */
    record Powerless(String why) implements Identity {}

    static Identity of(Optional<Caller> caller, String elseWhy) {
        return caller.<Identity>map(Known::new).orElseGet(() -> new Refused(elseWhy));
    }
}
