package dev.farrier.policy.text;

import java.util.List;

/** Numbers and lists of things, in English. */
public final class Phrases {
    private Phrases() {}

    /** {@code 1 match}, {@code 2 matches}. */
    public static String count(long count, String thing) {
        return count + " " + (count == 1 ? thing : plural(thing));
    }

    /** In their order, {@code a, b and c}. */
    public static String and(List<String> things) {
        int n = things.size();
        return n < 2
                ? String.join("", things)
                : String.join(", ", things.subList(0, n - 1)) + " and " + things.get(n - 1);
    }

    private static String plural(String thing) {
        if (thing.endsWith("ch")) {
            return thing + "es";
        }
        return thing.endsWith("cy") ? thing.substring(0, thing.length() - 1) + "ies" : thing + "s";
    }
}
