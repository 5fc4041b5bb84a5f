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
 * {@code distinct}: fires at the event that makes {@code count} different values of the label in {@code (t − within, t]},
 * then counts afresh. The event's data is the hash of its value.
 *
 * <p>Keeps of at most {@code count − 1} values the hash and the newest event's time and source, and ten ids.
 */
final class DistinctFold implements Fold {
    private final Detector.Distinct distinct;
    private final Terms terms;
    private final Marks marks;

    DistinctFold(Detector.Distinct distinct, Terms terms, Marks marks) {
        this.distinct = distinct;
        this.terms = terms;
        this.marks = marks;
    }

    @Override
    public @Nullable Firing next(Seen event) {
        marks.dropUpTo(Times.before(event.time(), distinct.within().toMillis()));
        int known = marks.indexOf(event.data());
        if (known >= 0) {
            marks.remove(known);
        }
        marks.add(event, event.data());
        if (marks.size() < distinct.count()) {
            return null;
        }
        Firing firing = new Firing(
                event.time(),
                marks.time(0),
                event.number(),
                distinct.count(),
                marks.sources(terms),
                distinct.count() + " different values of " + distinct.label() + " in " + Text.matches(distinct.of())
                        + " within " + Durations.format(distinct.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    @Override
    public PartialMatch progress(long at) {
        Marks counted = marks.after(Times.before(at, distinct.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Counted.of(distinct.count(), "value") + " of " + distinct.label() + " within "
                        + Durations.format(distinct.within()),
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new DistinctFold(distinct, terms, marks.copy());
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        marks.write(out, reference);
    }
}
