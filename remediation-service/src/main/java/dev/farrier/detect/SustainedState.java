package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.time.WatermarkBuffer;
import java.util.function.Consumer;

/** State of one group for a detector that fires when a symptom has lasted. */
final class SustainedState extends TimedState {
    static final int VERSION = 1;

    final WatermarkBuffer buffer;

    SustainedState(Namespace namespace, String group, WatermarkBuffer buffer) {
        super(namespace, group);
        this.buffer = buffer;
    }

    /** Waits while a source may have been down at the due time: the event that clears the symptom may come when it is back. */
    @Override
    long advance(PolicyDetector detector, SourceHealth sources, Consumer<Firing> out) {
        if (!sources.aliveAt(due())) {
            return sources.clock();
        }
        buffer.advanceTo(sources.clock(), sources.aliveSince(), detector.ordering, out);
        long due = buffer.due();
        return due == NEVER || due >= sources.clock()
                ? due
                : Math.max(sources.clock(), sources.aliveSince() + detector.window);
    }

    @Override
    void catchUp(SymptomState symptom, Firing firing) {
        symptom.lastMatch = Math.max(symptom.lastMatch, buffer.matchedAt());
        long clearedAt = buffer.clearedAfter(firing.time());
        if (clearedAt != NEVER) {
            symptom.recordClearing(clearedAt, Long.MAX_VALUE);
        }
    }

    @Override
    PartialMatch progress(PolicyDetector detector, long at) {
        return buffer.progress(at);
    }

    @Override
    protected void write(StateBytes.Writer out) {
        buffer.write(out);
    }
}
