package dev.farrier.detect;

import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.time.Timeline;

/** What a detector that is driven by events remembers of one group. */
final class Window extends Kept {
    static final int VERSION = 1;

    final Timeline timeline;
    /** As {@link Owner#additions} when the group was last found to have no symptom; -1 when it was not. */
    long noSymptomAt = -1;

    Window(Owner owner, String group, Timeline timeline) {
        super(owner, group);
        this.timeline = timeline;
    }

    @Override
    protected void write(StateBytes.Writer out) {
        timeline.write(out);
    }
}
