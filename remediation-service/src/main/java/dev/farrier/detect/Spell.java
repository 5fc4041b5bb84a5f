package dev.farrier.detect;

import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.time.Waiting;

/** What a detector that is carried by clocks remembers of one group. */
final class Spell extends Kept {
    static final int VERSION = 1;

    final Waiting waiting;

    Spell(Owner owner, String group, Waiting waiting) {
        super(owner, group);
        this.waiting = waiting;
    }

    @Override
    protected void write(StateBytes.Writer out) {
        waiting.write(out);
    }
}
