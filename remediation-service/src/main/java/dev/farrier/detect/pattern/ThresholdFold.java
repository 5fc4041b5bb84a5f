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
 * {@code threshold}: fires at the event that makes {@code count} events in {@code (t − within, t]}, then counts afresh.
 *
 * <p>Keeps the times and sources of at most {@code count − 1} events, and the ids of the newest ten of them.
 */
final class ThresholdFold implements Fold {
    private final Detector.Threshold threshold;
    private final NameIndex terms;
    private final EventWindow marks;

    ThresholdFold(Detector.Threshold threshold, NameIndex terms, EventWindow marks) {
        this.threshold = threshold;
        this.terms = terms;
        this.marks = marks;
    }

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        marks.dropUpTo(EventTimes.before(event.time(), threshold.within().toMillis()));
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
                FiringText.matches(threshold.count(), threshold.of()) + " within "
                        + Durations.format(threshold.within()),
                marks.samples());
        marks.clear();
        return firing;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted =
                marks.after(EventTimes.before(at, threshold.within().toMillis()));
        return new PartialMatch(
                counted.size() + " of " + Phrases.count(threshold.count(), "match") + " within "
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
