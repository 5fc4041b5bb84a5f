package dev.farrier.detect;

import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.detect.time.ReorderBuffer;

/** What a detector that is driven by events remembers of one group. */
final class WindowState extends StateEntry {
    static final int VERSION = 1;

    final ReorderBuffer buffer;
    /** As {@link Namespace#additions} when the group was last found to have no symptom; -1 when it was not. */
    long noSymptomAt = -1;

    WindowState(Namespace owner, String group, ReorderBuffer timeline) {
        super(owner, group);
        this.buffer = timeline;
    }

    @Override
    protected void write(StateBytes.Writer out) {
        buffer.write(out);
    }
}
