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
 * {@code threshold}: fires at the event that makes {@code count} events in {@code (t − within, t]}, then counts afresh.
 *
 * <p>Keeps the times and sources of at most {@code count − 1} events, and the ids of the newest ten of them.
 */
final class ThresholdFold implements Fold {
    private final Detector.Threshold threshold;
    private final Terms terms;
    private final Marks marks;

    ThresholdFold(Detector.Threshold threshold, Terms terms, Marks marks) {
        this.threshold = threshold;
        this.terms = terms;
        this.marks = marks;
    }

    @Override
    public @Nullable Firing next(Seen event) {
        marks.dropUpTo(Times.before(event.time(), threshold.within().toMillis()));
        marks.add(event, 0);
        if (marks.size() < threshold.count()) {
            return null;
        }
        Firing firing = new Firing(
                event.time(),
                marks.time(0),
                event.number(),
                threshold.count(),
                marks.sources(terms),
                Text.matches(threshold.count(), threshold.of()) + " within " + Durations.format(threshold.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    @Override
    public PartialMatch progress(long at) {
        Marks counted = marks.after(Times.before(at, threshold.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Counted.of(threshold.count(), "match") + " within "
                        + Durations.format(threshold.within()),
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new ThresholdFold(threshold, terms, marks.copy());
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        marks.write(out, reference);
    }
}
