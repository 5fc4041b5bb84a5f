package dev.farrier.detect.fold;

import java.util.Collection;
import java.util.TreeSet;

/** Words for people. */
public final class FiringText {
    private FiringText() {}

    /** {@code bad and worse}. */
    public static String list(Collection<String> names) {
        return String.join(" and ", new TreeSet<>(names));
    }

    /** Of what fires once for as long as it is so. */
    public static String again(boolean fired) {
        return fired ? "; it has fired, and does so again only after an event at which it was not so" : "";
    }

    /** {@code matches of bad}. */
    public static String matches(Collection<String> of) {
        return "matches of " + names(of);
    }

    public static String names(Collection<String> names) {
        return String.join(" or ", new TreeSet<>(names));
    }

    /** {@code 1 match of bad}, {@code 2 matches of bad}. */
    public static String matches(long count, Collection<String> of) {
        return count + (count == 1 ? " match of " : " matches of ") + names(of);
    }
}
