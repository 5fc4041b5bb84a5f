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
 * {@code distinct}: fires at the event that makes {@code count} different values of the label in {@code (t − within, t]},
 * then counts afresh. The event's data is the hash of its value.
 *
 * <p>Keeps of at most {@code count − 1} values the hash and the newest event's time and source, and ten ids.
 */
final class DistinctFold implements Fold {
    private final Detector.Distinct distinct;
    private final NameIndex terms;
    private final EventWindow marks;

    DistinctFold(Detector.Distinct distinct, NameIndex terms, EventWindow marks) {
        this.distinct = distinct;
        this.terms = terms;
        this.marks = marks;
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        marks.dropUpTo(EventTimes.before(event.time(), distinct.within().toMillis()));
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
                distinct.count() + " different values of " + distinct.label() + " in "
                        + FiringText.matches(distinct.of()) + " within " + Durations.format(distinct.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted =
                marks.after(EventTimes.before(at, distinct.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Phrases.count(distinct.count(), "value") + " of " + distinct.label()
                        + " within " + Durations.format(distinct.within()),
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
