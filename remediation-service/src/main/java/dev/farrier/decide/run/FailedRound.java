package dev.farrier.decide.run;

import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.IgnoredDetectionCounter;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;

/** A round of the watchdog that can't go on: it ends, where another incident would wait or call a person. */
public final class FailedRound {
    private FailedRound() {}

    public static void end(DecisionContext context, Incident incident, Reason why, String detail) {
        RemediationWorkflow.close(context, incident, IncidentState.CANCELLED, why, detail);
        IgnoredDetectionCounter.count(context, incident.detection(), incident.target(), why, detail);
    }
}
