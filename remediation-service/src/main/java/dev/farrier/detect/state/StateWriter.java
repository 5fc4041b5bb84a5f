package dev.farrier.detect.state;

import java.util.ArrayList;
import java.util.List;

/** Brings states from the heap into a store: each once, however often it has changed. */
final class StateWriter {
    private final KeyLayout layout;
    private final GroupStore store;
    private final int version;
    private final int most;
    private final StateBytes.Writer bytes = new StateBytes.Writer();
    private final List<StateEntry> unwritten = new ArrayList<>();

    /**
     * @param version begins what is written
     * @param most of this many that are unwritten all are written
     */
    StateWriter(KeyLayout layout, GroupStore store, int version, int most) {
        this.layout = layout;
        this.store = store;
        this.version = version;
        this.most = most;
    }

    /** Remembers it, when its table finds it without the store; else writes it now. */
    void changed(StateEntry state) {
        if (!state.cached) {
            write(state);
        } else if (!state.dirty) {
            state.dirty = true;
            unwritten.add(state);
            if (unwritten.size() > most) {
                writeAll();
            }
        }
    }

    /** To be called before it is no longer at hand. */
    void writeIfChanged(StateEntry state) {
        if (state.dirty) {
            write(state);
        }
    }

    void writeAll() {
        unwritten.forEach(this::writeIfChanged);
        unwritten.clear();
    }

    private void write(StateEntry state) {
        state.dirty = false;
        bytes.begin(version).number(state.expiresAt).flag(state.due != StateEntry.NEVER);
        if (state.due != StateEntry.NEVER) {
            bytes.fixed(state.due);
        }
        state.write(bytes);
        store.put(layout.key(state.namespace, state.group), bytes.bytes());
    }
}
