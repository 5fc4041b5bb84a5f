package dev.farrier.detect;

import dev.farrier.detect.state.Kept;
import dev.farrier.detect.state.Owner;
import dev.farrier.detect.state.StateBytes;
import java.util.TreeMap;

/** What an absence remembers of one group: when it was last heard, by which sources. */
final class Silence extends Kept {
    static final int VERSION = 1;

    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    long newest = NEVER;
    /** Source → time of its newest event. */
    final TreeMap<String, Long> sources = new TreeMap<>();

    Silence(Owner owner, String group) {
        super(owner, group);
    }

    Silence(Owner owner, String group, StateBytes.Reader in) {
        super(owner, group);
        newest = in.fixed();
        for (int i = in.size(); i > 0; i--) {
            sources.put(in.text(), in.signed() + newest);
        }
    }

    @Override
    protected void write(StateBytes.Writer out) {
        out.fixed(newest).number(sources.size());
        sources.forEach((source, time) -> out.text(source).signed(time - newest));
    }
}
