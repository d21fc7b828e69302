package com.agentbot.webhooks.schemas.event;

import java.util.List;

/** A document before it is spelled: the members of its objects in order, its leaves as the text they are to have. */
sealed interface JsonTree {
    record Obj(List<Member> members) implements JsonTree {}

    record Arr(List<JsonTree> elements) implements JsonTree {}

    /** Anything that is spelled as it stands, valid or not. */
    record Raw(String text) implements JsonTree {}

    /** A string that may be spelled with escapes or without. */
    record Text(String value) implements JsonTree {}

    record Member(String key, JsonTree value) {}
}
