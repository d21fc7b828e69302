package com.agentbot.webhooks.schemas.event;

import com.agentbot.webhooks.schemas.event.InvalidEvent.Reason;
import com.agentbot.webhooks.schemas.event.JsonTree.Arr;
import com.agentbot.webhooks.schemas.event.JsonTree.Member;
import com.agentbot.webhooks.schemas.event.JsonTree.Obj;
import com.agentbot.webhooks.schemas.event.JsonTree.Raw;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Puts exactly one flaw into the data of an event, and knows what should be said of it. */
final class Flaws {
    /** A key that no generated object holds. */
    private static final String KEY = "the flaw";

    private final Random random;
    private final int maxDepth;

    Flaws(Random random, int maxDepth) {
        this.random = random;
        this.maxDepth = maxDepth;
    }

    /** What should be said of a flaw. */
    record Flaw(Reason reason, String path) {}

    /** A flaw that JSON itself allows. */
    Flaw add(Obj data) {
        Place place = somewhere(data);
        return switch (random.nextInt(5)) {
            case 0 ->
                add(
                        place,
                        Reason.NUMBER_NOT_EXACT,
                        "9007199254740993",
                        "-9007199254740995.0",
                        "12345678901234567890",
                        "90071992547409930e-1",
                        "900719925474099300e-2");
            case 1 ->
                add(place, Reason.NUMBER_TOO_LARGE, "1e309", "-1E+400", "1e999999999", "9".repeat(310), "0.001e312");
            case 2 ->
                add(
                        place,
                        Reason.LONE_SURROGATE,
                        "\"\\ud800\"",
                        "\"a\\uDFFF\"",
                        "\"\\udc00\\ud800\"",
                        "\"\\ud83dx\"",
                        "\"\\ud83d\\ud83d\\ude00\"");
            case 3 -> tooDeep(place);
            default ->
                place.container() instanceof Obj object
                        ? duplicate(object, place)
                        : add(place, Reason.NUMBER_NOT_EXACT, "9007199254740993");
        };
    }

    /** A flaw that makes it no JSON; where it is noticed is the parser's affair. */
    void addSyntaxError(Obj data) {
        put(
                somewhere(data),
                oneOf(
                        "01",
                        "-01",
                        "+1",
                        ".5",
                        "1.",
                        "- 1",
                        "1e",
                        "0x10",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "tru",
                        "nul",
                        "undefined",
                        "'a'",
                        "\"\t\"",
                        "\"\n\"",
                        "\"\u0000\"",
                        "\"\\x41\"",
                        "\"\\u12g4\"",
                        "\"\\u12\"",
                        "[1,]",
                        "[,]",
                        "[1 2]",
                        "{\"a\":1,}",
                        "{a:1}",
                        "{\"a\" 1}",
                        "/**/1",
                        "1//",
                        "#",
                        "\u00a01",
                        "\u20281",
                        "\ufeff1",
                        "\f1",
                        "]",
                        "}",
                        "[}"));
    }

    private Flaw add(Place place, Reason reason, String... texts) {
        return new Flaw(reason, put(place, oneOf(texts)));
    }

    private Flaw duplicate(Obj object, Place place) {
        put(place, "1");
        return new Flaw(Reason.DUPLICATE_KEY, put(new Place(object, place.path(), place.depth()), "1"));
    }

    private Flaw tooDeep(Place place) {
        int room = maxDepth - place.depth();
        int levels = room + 1 + random.nextInt(3);
        String path = put(
                place,
                random.nextBoolean()
                        ? "[".repeat(levels) + "]".repeat(levels)
                        : "[".repeat(room) + "{}" + "]".repeat(room));
        return new Flaw(Reason.TOO_DEEP, path + "[0]".repeat(room));
    }

    /** @param depth how many containers are open inside this one, itself and the event counted */
    private record Place(JsonTree container, String path, int depth) {}

    private Place somewhere(Obj data) {
        Place place = new Place(data, "data", 2);
        while (random.nextInt(4) > 0) {
            Place inside = inside(place);
            if (inside == null) {
                return place;
            }
            place = inside;
        }
        return place;
    }

    private @Nullable Place inside(Place place) {
        return switch (place.container()) {
            case Obj(List<Member> members)
            when !members.isEmpty() -> {
                Member member = members.get(random.nextInt(members.size()));
                yield container(member.value(), at(place, member.key()), place.depth());
            }
            case Arr(List<JsonTree> elements)
            when !elements.isEmpty() -> {
                int index = random.nextInt(elements.size());
                yield container(elements.get(index), place.path() + "[" + index + "]", place.depth());
            }
            case Obj ignored -> null;
            case Arr ignored -> null;
            case Raw ignored -> null;
            case JsonTree.Text ignored -> null;
        };
    }

    private static @Nullable Place container(JsonTree tree, String path, int depth) {
        return tree instanceof Obj || tree instanceof Arr ? new Place(tree, path, depth + 1) : null;
    }

    private static String at(Place place, String key) {
        StringBuilder path = new StringBuilder(place.path());
        JsonPath.key(path, key);
        return path.toString();
    }

    /** @return the path of what was put there */
    private String put(Place place, String text) {
        return switch (place.container()) {
            case Obj(List<Member> members) -> {
                members.add(random.nextInt(members.size() + 1), new Member(KEY, new Raw(text)));
                yield at(place, KEY);
            }
            case Arr(List<JsonTree> elements) -> {
                int index = random.nextInt(elements.size() + 1);
                elements.add(index, new Raw(text));
                yield place.path() + "[" + index + "]";
            }
            case Raw ignored -> throw new IllegalStateException("nothing can be put into a leaf");
            case JsonTree.Text ignored -> throw new IllegalStateException("nothing can be put into a leaf");
        };
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
