package dev.farrier.detect.pattern;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.Marks;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.fold.Seen;
import dev.farrier.detect.fold.Terms;
import dev.farrier.detect.fold.Text;
import dev.farrier.detect.fold.Times;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.policy.Detector;
import dev.farrier.policy.text.Counted;
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
    private final Terms terms;
    private final Marks marks;
    /** One bit; 0: none yet. */
    private long state;

    FlappingFold(Detector.Flapping flapping, Terms terms, Marks marks, long state) {
        this.flapping = flapping;
        this.terms = terms;
        this.marks = marks;
        this.state = state;
    }

    static FlappingFold read(Detector.Flapping flapping, Terms terms, StateBytes.Reader in, long reference) {
        long state = in.number();
        return new FlappingFold(flapping, terms, Marks.read(in, reference), state);
    }

    @Override
    public @Nullable Firing next(Seen event) {
        marks.dropUpTo(Times.before(event.time(), flapping.within().toMillis()));
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
                flapping.transitions() + " changes of " + Text.list(flapping.of()) + " within "
                        + Durations.format(flapping.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    private boolean isTransition(Seen event) {
        if (event.data() == Seen.ALERT) {
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
        Marks counted = marks.after(Times.before(at, flapping.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Counted.of(flapping.transitions(), "transition") + " within "
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
