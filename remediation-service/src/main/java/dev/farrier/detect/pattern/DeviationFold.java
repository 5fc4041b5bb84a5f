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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code deviation}: fires at the event whose value is further from the mean of the values before it in
 * {@code (t − baseline, t]} than {@code sigmas} times their standard deviation (of the values themselves, not an estimate
 * for others), and again only after an event at which it was not so. With fewer than {@link #AT_LEAST} values before it, it
 * is not so. The event's data is the bits of its value.
 *
 * <p>Keeps the times, sources and values of the newest {@link #VALUES} events of the baseline, which then is those, and ten
 * ids.
 */
final class DeviationFold implements Fold {
    static final int VALUES = 1_000;
    static final int AT_LEAST = 10;

    private final Detector.Deviation deviation;
    private final NameIndex terms;
    private final EventWindow marks;
    private boolean deviates;
    private boolean crowded;

    DeviationFold(Detector.Deviation deviation, NameIndex terms, EventWindow marks, boolean deviates) {
        this.deviation = deviation;
        this.terms = terms;
        this.marks = marks;
        this.deviates = deviates;
    }

    static DeviationFold read(Detector.Deviation deviation, NameIndex terms, StateBytes.Reader in, long reference) {
        boolean deviates = in.flag();
        return new DeviationFold(deviation, terms, EventWindow.read(in, reference), deviates);
    }

    /**
     * @param mean distance of the mean from {@code from}
     * @param sigma standard deviation
     */
    private record Baseline(double from, double mean, double sigma) {}

    @Override
    public @Nullable Firing apply(DetectorEvent event) {
        marks.dropUpTo(EventTimes.before(event.time(), deviation.baseline().toMillis()));
        double value = Double.longBitsToDouble(event.data());
        boolean did = deviates;
        int size = marks.size();
        Baseline baseline = baseline();
        deviates = size >= AT_LEAST
                && Math.abs(value - baseline.from - baseline.mean) > deviation.sigmas() * baseline.sigma;
        marks.add(event, event.data());
        crowded = marks.size() > VALUES;
        if (crowded) {
            marks.dropOldest();
        }
        if (!deviates || did) {
            return null;
        }
        String because =
                FiringText.names(deviation.of()) + " is " + WindowStatistics.text(value) + ", mean of the " + size
                        + " values within " + Durations.format(deviation.baseline()) + " before is "
                        + WindowStatistics.text(baseline.from + baseline.mean)
                        + " with a standard deviation of " + WindowStatistics.text(baseline.sigma);
        return new Firing(
                event.time(),
                event.time(),
                event.number(),
                1,
                List.of(terms.sources().get(event.source())),
                because,
                List.of(event.id()));
    }

    /** In two passes, and as seen from the oldest: values that are all the same then have exactly no deviation. */
    private Baseline baseline() {
        double from = marks.isEmpty() ? 0 : WindowStatistics.value(marks, 0);
        double sum = 0;
        for (int i = 0; i < marks.size(); i++) {
            sum += WindowStatistics.value(marks, i) - from;
        }
        double mean = sum / marks.size();
        double squares = 0;
        for (int i = 0; i < marks.size(); i++) {
            double distance = WindowStatistics.value(marks, i) - from - mean;
            squares += distance * distance;
        }
        return new Baseline(from, mean, Math.sqrt(squares / marks.size()));
    }

    @Override
    public boolean showsSymptom(DetectorEvent event) {
        return deviates;
    }

    @Override
    public boolean overflowed() {
        return crowded;
    }

    @Override
    public PartialMatch progress(long at) {
        EventWindow counted =
                marks.after(EventTimes.before(at, deviation.baseline().toMillis()));
        DeviationFold now = new DeviationFold(deviation, terms, counted, deviates);
        Baseline baseline = now.baseline();
        return new PartialMatch(
                Phrases.count(counted.size(), "value") + " within " + Durations.format(deviation.baseline())
                        + (counted.isEmpty()
                                ? ""
                                : ", mean " + WindowStatistics.text(baseline.from + baseline.mean)
                                        + ", standard deviation " + WindowStatistics.text(baseline.sigma))
                        + (counted.size() < AT_LEAST ? ", of at least " + AT_LEAST : "")
                        + "; fires at one further than " + WindowStatistics.text(deviation.sigmas())
                        + " standard deviations from the mean" + FiringText.again(deviates),
                counted.samples());
    }

    @Override
    public Fold copy() {
        return new DeviationFold(deviation, terms, marks.copy(), deviates);
    }

    @Override
    public void write(StateBytes.Writer out, long reference) {
        out.flag(deviates);
        marks.write(out, reference);
    }
}
