package dev.farrier.detect.state;

/** One state of one group in a {@link StateTable}. */
public abstract class StateEntry {
    /** No time at all; earlier than every time. */
    public static final long NEVER = Long.MIN_VALUE;

    final Namespace namespace;
    final String group;
    /** Stream time from which on it may be forgotten, epoch milliseconds; 0 until it is saved. */
    long expiresAt;
    /** Event time at which the table lists it as due, or {@link #NEVER}. */
    long due = NEVER;

    /** The store has its mark. */
    boolean marked;

    /** It is in the cache of its table. */
    boolean cached;

    /** It was saved, and not written to the store yet. */
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
