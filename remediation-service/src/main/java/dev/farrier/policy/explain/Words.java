package dev.farrier.policy.explain;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Small pieces of text. */
final class Words {
    private Words() {}

    /** Sorted, {@code a, b or c}. */
    static String or(Collection<String> names) {
        return join(List.copyOf(new TreeSet<>(names)), " or ");
    }

    /** In their order, {@code a, b and c}. */
    static String and(List<String> names) {
        return join(names, " and ");
    }

    private static String join(List<String> names, String last) {
        int n = names.size();
        return n < 2 ? String.join("", names) : String.join(", ", names.subList(0, n - 1)) + last + names.get(n - 1);
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
