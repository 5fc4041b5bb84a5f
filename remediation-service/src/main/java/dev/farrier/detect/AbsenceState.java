package dev.farrier.detect;

import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateEntry;
import dev.farrier.policy.Detector;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.TreeMap;

/** What an absence remembers of one group: when it was last heard, by which sources. */
final class AbsenceState extends StateEntry {
    static final int VERSION = 1;

    /** Event time of the newest event, epoch milliseconds, or NEVER. */
    long lastHeardAt = NEVER;
    /** Since when it is expected to speak though it never has, epoch milliseconds, or NEVER. */
    long expectedSince = NEVER;
    /** Source → time of its newest event. */
    final TreeMap<String, Long> sources = new TreeMap<>();

    AbsenceState(Namespace owner, String group) {
        super(owner, group);
    }

    AbsenceState(Namespace owner, String group, StateBytes.Reader in) {
        super(owner, group);
        lastHeardAt = in.fixed();
        expectedSince = in.flag() ? in.fixed() : NEVER;
        for (int i = in.size(); i > 0; i--) {
            sources.put(in.text(), in.signed() + lastHeardAt);
        }
    }

    /** How far it is at this moment, epoch milliseconds. */
    PartialMatch progress(Detector.Absence absence, long at) {
        String lasts = Durations.format(absence.forTime());
        long since = Math.max(lastHeardAt, expectedSince);
        return PartialMatch.of(
                since == NEVER
                        ? "never heard in what was read; fires after a silence of " + lasts
                        : (lastHeardAt == NEVER ? "never heard, and expected for " : "silent for ")
                                + Durations.format(Duration.ofMillis(Math.max(0, at - since))) + " of " + lasts);
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
