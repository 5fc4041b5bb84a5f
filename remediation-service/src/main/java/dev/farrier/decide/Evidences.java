package dev.farrier.decide;

import dev.farrier.decide.StateRecord.Seen;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;

/** What the world says meanwhile: matches, ends of symptoms, signs of life, and how far everything has been read. */
final class Evidences {
    private Evidences() {}

    static void on(Turn turn, Evidence evidence) {
        Incident incident = turn.state.openIncident(evidence.policy(), evidence.group());
        if (incident == null) {
            Cancellations.on(turn, evidence);
            return;
        }
        Symptom before = incident.symptom();
        Symptom now = new Symptom(Math.max(before.lastMatch(), evidence.lastMatch()), evidence.clearedAt());
        Incident told = turn.remember(incident.withSymptom(now));
        if (turn.usable(told)) {
            look(turn, told);
        }
    }

    static void on(Turn turn, Progress progress) {
        Seen before = turn.state.get(Seen.key(progress.partition()), Seen.class);
        // A report that is too large comes in several records: only the first says how far.
        if (!progress.watermarks().isEmpty()) {
            turn.state.put(new Seen(progress.partition(), progress.watermarks(), turn.now));
        }
        SilentSources.on(turn, progress, before == null ? 0 : before.at());
        Speakers.hear(turn, progress).forEach(turn.waker::passed);
        progress.heard().keySet().forEach(source -> turn.waker.passed(Wait.life(source)));
        progress.watermarks().keySet().forEach(source -> turn.waker.passed(Wait.source(progress.partition(), source)));
    }

    /** Something is known now that was not: does it end the incident, or what it waits for? */
    static void look(Turn turn, Incident incident) {
        Policy policy = turn.policy(incident);
        switch (incident.state()) {
            case VERIFYING -> Verification.look(turn, incident);
            case ESCALATED -> Escalation.look(turn, incident);
            case OPEN, DEFERRED -> {
                // In the middle of a rung it is noted; after the steps it is verified all the same.
                if (!Remediation.begun(incident) && Symptoms.endedWhileWaiting(turn, incident, policy)) {
                    Remediation.close(
                            turn,
                            incident,
                            IncidentState.RESOLVED,
                            Reason.CLEARED_ITSELF,
                            "gone before anything more was done");
                } else if (incident.reason() == Reason.AWAITING_EVIDENCE) {
                    Remediation.goOn(turn, incident);
                }
            }
            case CONFIRMING, REMEDIATING, AWAITING_APPROVAL, SUPPRESSED, RESOLVED, CANCELLED -> {}
        }
    }
}
