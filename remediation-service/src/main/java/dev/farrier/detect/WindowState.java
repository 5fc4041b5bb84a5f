package dev.farrier.detect;

import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.detect.time.ReorderBuffer;

/** State of one group for a detector that fires at events. */
final class WindowState extends StateEntry {
    static final int VERSION = 1;

    final ReorderBuffer buffer;
    /** {@link Namespace#additions} of the symptoms when the group last had none; -1: it has one. */
    long noSymptomAt = -1;

    WindowState(Namespace namespace, String group, ReorderBuffer buffer) {
        super(namespace, group);
        this.buffer = buffer;
    }

    @Override
    protected void write(StateBytes.Writer out) {
        buffer.write(out);
    }
}
