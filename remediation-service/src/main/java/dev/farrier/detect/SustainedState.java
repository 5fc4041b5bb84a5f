package dev.farrier.detect;

import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.detect.time.WatermarkBuffer;

/** What a detector that is carried by clocks remembers of one group. */
final class SustainedState extends StateEntry {
    static final int VERSION = 1;

    final WatermarkBuffer buffer;

    SustainedState(Namespace owner, String group, WatermarkBuffer waiting) {
        super(owner, group);
        this.buffer = waiting;
    }

    @Override
    protected void write(StateBytes.Writer out) {
        buffer.write(out);
    }
}
