package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;

/** A round of the watchdog that can't go on: it ends, where another incident would wait or call a person. */
final class FailedRound {
    private FailedRound() {}

    static void end(DecisionContext context, Incident incident, Reason why, String detail) {
        RemediationWorkflow.close(context, incident, IncidentState.CANCELLED, why, detail);
        IgnoredDetectionCounter.count(context, incident.detection(), incident.target(), why, detail);
    }
}
