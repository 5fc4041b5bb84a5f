package dev.farrier.detect.state;

import org.jspecify.annotations.Nullable;

/** The chain of the states at hand, in the order in which they were used. */
final class LruList {
    /** Used last. */
    private @Nullable StateEntry first;

    private @Nullable StateEntry last;
    private int size;

    int size() {
        return size;
    }

    /** The one that was not used for the longest time; null when there is none. */
    @Nullable
    StateEntry oldest() {
        return last;
    }

    /** One that is not in the chain. */
    void add(StateEntry state) {
        link(state);
        size++;
    }

    /** One that is in the chain. */
    void use(StateEntry state) {
        if (state != first) {
            unlink(state);
            link(state);
        }
    }

    /** One that is in the chain. */
    void remove(StateEntry state) {
        unlink(state);
        size--;
    }

    private void link(StateEntry state) {
        state.after = first;
        state.before = null;
        if (first != null) {
            first.before = state;
        }
        first = state;
        if (last == null) {
            last = state;
        }
    }

    private void unlink(StateEntry state) {
        if (state.before == null) {
            first = state.after;
        } else {
            state.before.after = state.after;
        }
        if (state.after == null) {
            last = state.before;
        } else {
            state.after.before = state.before;
        }
    }
}
