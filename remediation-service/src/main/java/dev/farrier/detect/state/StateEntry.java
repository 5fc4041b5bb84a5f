package dev.farrier.detect.state;

/** One state of one group in a {@link StateTable}. */
public abstract class StateEntry {
    /** No time at all; earlier than every time. */
    public static final long NEVER = Long.MIN_VALUE;

    final Namespace namespace;
    final String group;
    /** Stream time from which on it may be forgotten, epoch milliseconds; 0 until it is saved. */
    long expiresAt;
    /** Where it stands in the index of what to look at, or {@link #NEVER}. */
    long due = NEVER;

    /** It is known to be marked. */
    boolean marked;

    /** Its table finds it without the store. */
    boolean cached;

    /** The store does not know yet what was saved. */
    boolean dirty;

    /** @param group as {@link dev.farrier.model.Labels#key} writes it */
    protected StateEntry(Namespace namespace, String group) {
        this.namespace = namespace;
        this.group = group;
    }

    public final Namespace namespace() {
        return namespace;
    }

    public final String group() {
        return group;
    }

    /** Event time at which it is to be looked at, epoch milliseconds, or {@link #NEVER}. */
    public final long due() {
        return due;
    }

    protected abstract void write(StateBytes.Writer out);
}
