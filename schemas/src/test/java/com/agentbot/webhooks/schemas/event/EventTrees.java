package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.JsonTree.Arr;
import com.agentbot.webhooks.schemas.event.JsonTree.Member;
import com.agentbot.webhooks.schemas.event.JsonTree.Obj;
import com.agentbot.webhooks.schemas.event.JsonTree.Raw;
import com.agentbot.webhooks.schemas.event.JsonTree.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Valid events, most of them strange. */
final class EventTrees {
    private static final List<String> TYPES =
            EventTypes.load().all().stream().map(EventType::name).toList();

    private static final List<String> TIMES = List.of(
            "2026-05-17T12:34:56Z",
            "2026-05-17T12:34:56.789123456Z",
            "1999-12-31T23:59:59+14:00",
            "2024-02-29T00:00:00-00:30");

    private static final List<String> KEYS = List.of(
            "",
            "0",
            "1",
            "7",
            "10",
            "00",
            "01",
            "-1",
            "1.5",
            "1e3",
            "4294967294",
            "4294967295",
            "4294967296",
            "99999999999",
            "18446744073709551617",
            "__proto__",
            "constructor",
            "toString",
            "length",
            "toJSON",
            "event",
            "timestamp",
            "a b",
            "\"",
            "é",
            "\u2028",
            "\ud83d\ude00",
            "\u0000");

    private static final List<String> TOLERATED =
            List.of("1e999", "12345678901234567890", "\"\\ud800\"", "{\"a\":1,\"a\":[2]}", "[[],{}]", "null");

    private static final int DEEPEST = 60;

    private final Random random;
    private final NumberTexts numbers;

    EventTrees(Random random) {
        this.random = random;
        this.numbers = new NumberTexts(random);
    }

    /** An event with the given data. Its fields come in any order, with others between them that are not passed on. */
    Obj event(Obj data) {
        List<Member> members = new ArrayList<>();
        members.add(new Member("event", new Text(oneOf(TYPES))));
        members.add(new Member("timestamp", new Text(oneOf(TIMES))));
        members.add(new Member("site_id", new Text("site_" + random.nextInt(1_000))));
        members.add(new Member("data", data));
        if (random.nextBoolean()) {
            members.add(new Member("id", random.nextBoolean() ? new Text("evt_" + random.nextInt()) : new Raw("null")));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(new Member("extra_" + i, new Raw(oneOf(TOLERATED))));
        }
        Collections.shuffle(members, random);
        return new Obj(members);
    }

    Obj data() {
        Obj data = object(random.nextInt(20) == 0 ? DEEPEST : 4);
        if (random.nextBoolean()) {
            data.members()
                    .add(new Member("conversation_id", random.nextBoolean() ? new Text(text()) : new Raw("null")));
        }
        return data;
    }

    private JsonTree value(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 -> new Raw(oneOf(List.of("true", "false", "null", "{}", "[ ]", "-0", "0.0", "-0.0e5")));
            case 1, 2 -> new Text(text());
            case 3, 4, 5 -> new Raw(number());
            case 6, 7 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private Obj object(int depth) {
        List<Member> members = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = size(depth); i > 0; i--) {
            String key = random.nextInt(3) == 0 ? text() : oneOf(KEYS);
            if (taken.add(key)) {
                members.add(new Member(key, value(depth)));
            }
        }
        return new Obj(members);
    }

    private Arr array(int depth) {
        List<JsonTree> elements = new ArrayList<>();
        for (int i = size(depth); i > 0; i--) {
            elements.add(value(depth));
        }
        return new Arr(elements);
    }

    /** Few children where it may go deep, so that no document grows without end. */
    private int size(int depth) {
        return depth > 4 ? 1 + random.nextInt(2) : random.nextInt(5);
    }

    private String number() {
        String text = numbers.next();
        return JsonNumber.judge(text) instanceof JsonNumber.Verdict.Held ? text : "12.50";
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> oneOf(List.of((int) '"', (int) '\\', (int) '/', 0x7f, 0x2028, 0x2029, 0xfeff, 0xffff, 0x85));
            case 2 -> random.nextInt(0x80, 0x800);
            case 3 -> random.nextInt(0x800, 0xd800);
            case 4 -> random.nextInt(0xe000, 0x10000);
            case 5 -> random.nextInt(0x10000, 0x110000);
            default -> random.nextInt(0x20, 0x7f);
        };
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
