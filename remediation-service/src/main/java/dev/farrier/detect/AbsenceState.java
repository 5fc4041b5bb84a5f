package dev.farrier.detect;

import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.model.Labels;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * State of one group for an absence detector: when the group was last heard, by which sources. Silence counts from the group's
 * last event, or from when its sources were heard again after a gap, whichever is later. So an outage of a source, or of
 * Farrier, makes no detector fire, and after it every group has the full time to speak again.
 */
final class AbsenceState extends TimedState {
    static final int VERSION = 1;

    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    long lastHeardAt = NEVER;
    /** Since when the group is expected to speak, if it never has, epoch milliseconds; else NEVER. */
    long expectedSince = NEVER;
    /** Source → time of its newest event. */
    final TreeMap<String, Long> sources = new TreeMap<>();

    AbsenceState(Namespace namespace, String group) {
        super(namespace, group);
    }

    AbsenceState(Namespace namespace, String group, StateBytes.Reader in) {
        super(namespace, group);
        lastHeardAt = in.fixed();
        expectedSince = in.flag() ? in.fixed() : NEVER;
        for (int i = in.size(); i > 0; i--) {
            sources.put(in.text(), in.signed() + lastHeardAt);
        }
    }

    @Override
    boolean isObsolete(PolicyDetector detector) {
        return lastHeardAt == NEVER && !detector.expects(group());
    }

    @Override
    long advance(PolicyDetector detector, SourceHealth health, Consumer<Firing> out) {
        long due = Math.max(silentSince(), health.aliveSince()) + detector.window;
        if (due >= health.clock()) {
            return due;
        }
        if (!health.aliveApartFrom(Labels.parse(group()), due)) {
            return health.clock();
        }
        out.accept(new Firing(
                due,
                silentSince(),
                0,
                0,
                List.copyOf(lastHeardAt == NEVER ? detector.sources : sources.keySet()),
                silentFor() + Durations.format(detector.policy.detector().window()),
                List.of()));
        return NEVER;
    }

    private long silentSince() {
        return Math.max(lastHeardAt, expectedSince);
    }

    private String silentFor() {
        return lastHeardAt == NEVER ? "never heard, and expected for " : "silent for ";
    }

    @Override
    void catchUp(SymptomState symptom, Firing firing) {
        symptom.lastMatch = Math.max(symptom.lastMatch, lastHeardAt);
        symptom.clearedAt = 0;
    }

    @Override
    PartialMatch progress(PolicyDetector detector, long at) {
        String whole = Durations.format(detector.policy.detector().window());
        return PartialMatch.of(
                silentSince() == NEVER
                        ? "never heard in what was read; fires after a silence of " + whole
                        : silentFor() + Durations.format(Duration.ofMillis(Math.max(0, at - silentSince()))) + " of "
                                + whole);
    }

    @Override
    protected void write(StateBytes.Writer out) {
        out.fixed(lastHeardAt).flag(expectedSince != NEVER);
        if (expectedSince != NEVER) {
            out.fixed(expectedSince);
        }
        out.number(sources.size());
        sources.forEach((source, time) -> out.text(source).signed(time - lastHeardAt));
    }
}
