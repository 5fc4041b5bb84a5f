package dev.farrier.policy.text;

/** A number of things, in English. */
public final class Phrases {
    private Phrases() {}

    /** {@code 1 match}, {@code 2 matches}. */
    public static String count(long count, String thing) {
        return count + " " + (count == 1 ? thing : plural(thing));
    }

    private static String plural(String thing) {
        if (thing.endsWith("ch")) {
            return thing + "es";
        }
        return thing.endsWith("cy") ? thing.substring(0, thing.length() - 1) + "ies" : thing + "s";
    }
}
