package dev.farrier.replay;

import dev.farrier.decide.DeciderState;
import dev.farrier.model.Incident;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Check;
import java.util.stream.LongStream;

/**
 * When an open incident may next end because nothing was heard: the decider learns of quiet from how far its sources were
 * read, so the replay stops at exactly these times and tells it.
 */
final class QuietTimes {
    private final DeciderState state;
    private final Bundle bundle;

    QuietTimes(DeciderState state, Bundle bundle) {
        this.state = state;
        this.bundle = bundle;
    }

    /** The first such time after this one, epoch milliseconds; {@link Long#MAX_VALUE} when there is none. */
    long next(long after) {
        return state.openIncidents().stream()
                .flatMapToLong(this::of)
                .filter(time -> time > after)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private LongStream of(Incident incident) {
        Policy policy = bundle.policies().get(incident.policy());
        if (policy == null) {
            return LongStream.empty();
        }
        long lastOutcome = incident.work().lastOutcomeAt();
        LongStream always = of(incident, policy.clears(), lastOutcome);
        int rung = incident.work().rung();
        return rung >= 0
                        && rung < policy.remediate().size()
                        && policy.remediate().get(rung).verify().check() instanceof Check.ByEvents events
                ? LongStream.concat(
                        always,
                        of(
                                incident,
                                events.clearing(),
                                lastOutcome
                                        + policy.remediate()
                                                .get(rung)
                                                .verify()
                                                .settle()
                                                .toMillis()))
                : always;
    }

    /** @param after from when on quiet counts, epoch milliseconds */
    private static LongStream of(Incident incident, Clearing clearing, long after) {
        long clearedAt = incident.symptom().clearedAt();
        if (clearing instanceof Clearing.Resolved resolved && clearedAt > 0) {
            return LongStream.of(Math.max(clearedAt, incident.work().lastOutcomeAt())
                    + resolved.forTime().toMillis());
        }
        if (!(clearing instanceof Clearing.QuietFor quiet)) {
            return LongStream.empty();
        }
        long lastMatch =
                Math.max(incident.symptom().lastMatch(), incident.detection().time());
        long duration = quiet.duration().toMillis();
        return LongStream.of(lastMatch + duration, Math.max(lastMatch, after) + duration);
    }
}
