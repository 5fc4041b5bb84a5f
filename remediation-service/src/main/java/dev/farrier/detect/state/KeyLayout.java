package dev.farrier.detect.state;

import java.util.HexFormat;

/**
 * Where a table keeps what, in a store that is sorted. For a table of kind {@code w}, with {@code #} for the owner's number:
 *
 * <pre>
 * n|w|policy|hash   the owner's number and how many groups it has
 * w|#|group         version, {@code until}, {@code due}, and what the state itself writes
 * i|w|#|time|group  when it may be forgotten (stream time); moved only when it is come upon, not with every change
 * d|w|#|time|group  when it is to be looked at (event time)
 * e|w|#|group       it is marked
 * </pre>
 *
 * @param kind with its bar
 */
record KeyLayout(String kind) {

    /** Before the times of an owner's index. */
    String index(Namespace owner) {
        return "i|" + kind + owner.prefix;
    }

    /** Before the times at which an owner's groups are to be looked at. */
    String dues(Namespace owner) {
        return "d|" + kind + owner.prefix;
    }

    /** Before the marked groups of all owners. */
    String marks() {
        return "e|" + kind;
    }

    String indexKey(Namespace owner, long until, String group) {
        return index(owner) + sortable(until) + '|' + group;
    }

    String key(Namespace owner, String group) {
        return kind + owner.prefix + group;
    }

    String dueKey(Namespace owner, long time, String group) {
        return dues(owner) + sortable(time) + '|' + group;
    }

    String markKey(Namespace owner, String group) {
        return marks() + owner.prefix + group;
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
