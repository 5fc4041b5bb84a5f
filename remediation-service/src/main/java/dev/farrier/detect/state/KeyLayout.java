package dev.farrier.detect.state;

import java.util.HexFormat;

/**
 * The keys of a table in its sorted store. For a table of kind {@code w}, with {@code #} for the namespace's number:
 *
 * <pre>
 * n|w|policy|hash   the namespace's number and how many groups it has
 * w|#|group         version, {@code until}, {@code due}, and what the state itself writes
 * i|w|#|time|group  when the group may be forgotten (stream time); updated when the table reads the entry, not with each change
 * d|w|#|time|group  when the group is due (event time)
 * e|w|#|group       the group is marked
 * </pre>
 *
 * @param kind with its bar
 */
record KeyLayout(String kind) {

    /** Prefix of the entries of a namespace's index. */
    String index(Namespace namespace) {
        return "i|" + kind + namespace.prefix;
    }

    /** Prefix of the times at which a namespace's groups are due. */
    String dues(Namespace namespace) {
        return "d|" + kind + namespace.prefix;
    }

    /** Prefix of the marked groups of all namespaces. */
    String marks() {
        return "e|" + kind;
    }

    String indexKey(Namespace namespace, long until, String group) {
        return index(namespace) + sortable(until) + '|' + group;
    }

    String key(Namespace namespace, String group) {
        return kind + namespace.prefix + group;
    }

    String dueKey(Namespace namespace, long time, String group) {
        return dues(namespace) + sortable(time) + '|' + group;
    }

    String markKey(Namespace namespace, String group) {
        return marks() + namespace.prefix + group;
    }

    static String group(String entry, String prefix) {
        return entry.substring(prefix.length() + 2 * Long.BYTES + 1);
    }

    static long time(String entry, String prefix) {
        return HexFormat.fromHexDigitsToLong(entry, prefix.length(), prefix.length() + 2 * Long.BYTES) ^ Long.MIN_VALUE;
    }

    /** Text that sorts as the number does, also below zero. */
    static String sortable(long time) {
        return HexFormat.of().toHexDigits(time ^ Long.MIN_VALUE);
    }
}
