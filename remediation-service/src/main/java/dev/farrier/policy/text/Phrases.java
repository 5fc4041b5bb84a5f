package dev.farrier.policy.text;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Small pieces of English. */
public final class Phrases {
    private Phrases() {}

    /** {@code 1 match}, {@code 2 matches}. */
    public static String count(long count, String thing) {
        return count + " " + (count == 1 ? thing : plural(thing));
    }

    /** Sorted, {@code a, b or c}. */
    public static String or(Collection<String> names) {
        return join(List.copyOf(new TreeSet<>(names)), " or ");
    }

    /** In their order, {@code a, b and c}. */
    public static String and(List<String> names) {
        return join(names, " and ");
    }

    /** In their order, {@code a, b and 3 more}. */
    public static String first(List<String> names, int most) {
        return names.size() <= most
                ? and(names)
                : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
    }

    private static String join(List<String> names, String last) {
        int n = names.size();
        return n < 2 ? String.join("", names) : String.join(", ", names.subList(0, n - 1)) + last + names.get(n - 1);
    }

    private static String plural(String thing) {
        if (thing.endsWith("ch")) {
            return thing + "es";
        }
        return thing.endsWith("cy") ? thing.substring(0, thing.length() - 1) + "ies" : thing + "s";
    }
}
