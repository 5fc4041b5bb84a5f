package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.policy.Rung;

/** A shadow policy's rung: what would have been run is recorded, nothing is. It never reaches the second rung. */
final class Shadow {
    private Shadow() {}

    static void run(DecisionContext context, Incident incident, Rung rung) {
        for (Rung.Step step : rung.steps()) {
            try {
                ActionRenderer.RenderedAction rendered = new ActionRenderer(context, incident).step(step);
                CommandDispatcher.wouldSend(context, incident, Purpose.STEP, step.id(), rendered, step.timeout());
            } catch (IllegalArgumentException e) {
                // A step that uses an earlier step's output cannot be rendered without running that one.
                context.audit(AuditRecords.state(context, incident, step.id() + " cannot be shown: " + e.getMessage()));
            }
        }
        long until = context.now + rung.verify().within().toMillis();
        context.transition(incident, IncidentState.DEFERRED, Reason.SHADOW, until, "would have run " + rung.name());
    }
}
