package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Work;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Rung.Check;
import dev.farrier.policy.time.Durations;
import java.time.Duration;

/** Did the rung help? By the symptom, or by a probe. */
final class Verification {
    private Verification() {}

    static void start(Turn turn, Incident incident, Policy policy) {
        Rung rung = policy.remediate().get(incident.work().rung());
        Duration within = rung.verify().within();
        // From what the last step said, not from when it was read.
        long from = incident.work().lastOutcomeAt() > 0 ? incident.work().lastOutcomeAt() : turn.now;
        Work work = incident.work().verifyingUntil(from + within.toMillis());
        Incident verifying = turn.move(incident.withWork(work), IncidentState.VERIFYING, Reason.DETECTED, 0, "");
        switch (rung.verify().check()) {
            case Check.ByEvents events -> look(turn, verifying);
            case Check.ByProbe probe -> Sending.verify(turn, verifying, probe, within);
        }
    }

    /** New evidence, or time: is it over, or did the rung not help? */
    static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        Rung rung = policy.remediate().get(incident.work().rung());
        if (!(rung.verify().check() instanceof Check.ByEvents events)
                || incident.work().active() != null) {
            return;
        }
        if (Symptoms.ended(
                turn, incident, policy, events.clearing(), incident.work().lastOutcomeAt())) {
            Remediation.close(turn, incident, IncidentState.RESOLVED, Reason.CLEARED, "the symptom is gone");
        } else if (Watches.deadline(
                        turn,
                        incident,
                        policy,
                        events.clearing(),
                        incident.work().verifyBy())
                .isEmpty()) {
            // Whatever could have said that it is over was read up to the deadline, and did not (promise 10).
            String stale = SourceWatch.stale(turn, incident, policy, SourceWatch.telling(policy, events.clearing()));
            String unvouched = Symptoms.unvouched(turn, incident, policy, events.clearing());
            if (stale == null && unvouched == null) {
                Remediation.nextRung(
                        turn,
                        incident,
                        Reason.NOT_VERIFIED,
                        "not gone within " + Durations.format(rung.verify().within()));
            } else {
                String why = stale == null
                        ? "the watchdog of source " + unvouched + " began only after it had resolved: nobody can tell"
                        : "source " + stale + " is silent: nobody can tell";
                Escalation.start(turn, incident, Reason.SOURCE_STALE, why);
            }
        }
    }
}
