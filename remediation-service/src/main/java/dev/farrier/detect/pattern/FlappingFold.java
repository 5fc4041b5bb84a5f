package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventTimes;
import dev.farrier.detect.fold.EventWindow;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.FiringText;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import org.jspecify.annotations.Nullable;

/**
 * {@code flapping}: fires at the event that makes {@code transitions} transitions in {@code (t − within, t]}, then counts
 * afresh. An alert that begins or ends is a transition. Any other event is one if it does not meet the alternative that the
 * last one stood for; it then stands for the first that it meets.
 *
 * <p>Keeps the alternative that the last event stood for, the times and sources of at most {@code transitions − 1} events,
 * and ten ids.
 */
final class FlappingFold implements Fold {
    private final Detector.Flapping flapping;
    private final NameIndex terms;
    private final EventWindow marks;
    /** One bit; 0: none yet. */
    private long state;

    FlappingFold(Detector.Flapping flapping, NameIndex terms, EventWindow marks, long state) {
        this.flapping = flapping;
        this.terms = terms;
        this.marks = marks;
        this.state = state;
    }

    static FlappingFold read(Detector.Flapping flapping, NameIndex terms, StateBytes.Reader in, long reference) {
        long state = in.number();
        return new FlappingFold(flapping, terms, EventWindow.read(in, reference), state);
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        marks.dropUpTo(EventTimes.before(event.time(), flapping.within().toMillis()));
        if (!isTransition(event)) {
            return null;
        }
        marks.add(event, 0);
        if (marks.size() < flapping.transitions()) {
            return null;
        }
        Firing firing = new Firing(
                event.time(),
                marks.time(0),
                event.number(),
                flapping.transitions(),
                marks.sources(terms),
                flapping.transitions() + " changes of " + FiringText.list(flapping.of()) + " within "
                        + Durations.format(flapping.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    private boolean isTransition(DetectorEvent event) {
        if (event.data() == DetectorEvent.ALERT) {
            return true;
        }
        if (event.meets(state)) {
            return false;
        }
        boolean first = state == 0;
        state = Long.lowestOneBit(event.alternatives() & terms.of());
        return !first;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted =
                marks.after(EventTimes.before(at, flapping.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Phrases.count(flapping.transitions(), "transition") + " within "
                        + Durations.format(flapping.within()),
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new FlappingFold(flapping, terms, marks.copy(), state);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.number(state);
        marks.write(out, reference);
    }
}
