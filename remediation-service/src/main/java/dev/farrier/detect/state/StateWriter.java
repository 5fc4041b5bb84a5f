package dev.farrier.detect.state;

import java.util.ArrayList;
import java.util.List;

/** Brings states from the heap into a store: each once, however often it has changed. */
final class StateWriter {
    private final Layout layout;
    private final GroupStore store;
    private final int version;
    private final int most;
    private final StateBytes.Writer bytes = new StateBytes.Writer();
    private final List<Kept> unwritten = new ArrayList<>();

    /**
     * @param version begins what is written
     * @param most of this many that are unwritten all are written
     */
    StateWriter(Layout layout, GroupStore store, int version, int most) {
        this.layout = layout;
        this.store = store;
        this.version = version;
        this.most = most;
    }

    /** Remembers it, when its table finds it without the store; else writes it now. */
    void changed(Kept state) {
        if (!state.atHand) {
            write(state);
        } else if (!state.unwritten) {
            state.unwritten = true;
            unwritten.add(state);
            if (unwritten.size() > most) {
                writeAll();
            }
        }
    }

    /** To be called before it is no longer at hand. */
    void writeIfChanged(Kept state) {
        if (state.unwritten) {
            write(state);
        }
    }

    void writeAll() {
        unwritten.forEach(this::writeIfChanged);
        unwritten.clear();
    }

    private void write(Kept state) {
        state.unwritten = false;
        bytes.begin(version).number(state.until).flag(state.due != Kept.NEVER);
        if (state.due != Kept.NEVER) {
            bytes.fixed(state.due);
        }
        state.write(bytes);
        store.put(layout.key(state.owner, state.group), bytes.bytes());
    }
}
