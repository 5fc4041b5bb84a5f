package dev.farrier.decide;

import dev.farrier.decide.context.ClearingEvaluator;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.HeartbeatTracker;
import dev.farrier.decide.run.EscalatedState;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.run.Verification;
import dev.farrier.decide.state.InputRecord.DetectWatermarks;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.Symptom;
import dev.farrier.model.Progress;
import dev.farrier.model.Reason;
import dev.farrier.policy.Policy;

/** Applies what detect reports: matches and ends of symptoms, heartbeats, and watermarks. */
final class EvidenceHandler {
    private EvidenceHandler() {}

    static void handle(DecisionContext context, Evidence evidence) {
        Incident incident = context.state.openIncident(evidence.policy(), evidence.group());
        if (incident == null) {
            if (!HeldDetections.note(context, evidence)) {
                CancellationHandler.handle(context, evidence);
            }
            return;
        }
        Symptom before = incident.symptom();
        Symptom now = new Symptom(Math.max(before.lastMatch(), evidence.lastMatch()), evidence.clearedAt());
        Incident updated = context.saveUnpublished(incident.withSymptom(now));
        if (context.isUsable(updated)) {
            evaluate(context, updated);
        }
    }

    static void handle(DecisionContext context, Progress progress) {
        DetectWatermarks before = context.state.get(DetectWatermarks.key(progress.partition()), DetectWatermarks.class);
        // A report that is too large comes in several records: only the first has watermarks.
        if (!progress.watermarks().isEmpty()) {
            context.state.put(new DetectWatermarks(progress.partition(), progress.watermarks(), context.now));
        }
        SilentSourceAlarm.handle(context, progress, before == null ? 0 : before.at());
        HeartbeatTracker.recordHeartbeats(context, progress).forEach(context.waker::clockPassed);
        progress.heard().keySet().forEach(source -> context.waker.clockPassed(WakeCondition.sourceLiveness(source)));
        progress.watermarks()
                .keySet()
                .forEach(source -> context.waker.clockPassed(WakeCondition.source(progress.partition(), source)));
    }

    /** Closes or resumes the incident if the new evidence allows it. */
    static void evaluate(DecisionContext context, Incident incident) {
        Policy policy = context.policy(incident);
        switch (incident.state()) {
            case VERIFYING -> Verification.evaluate(context, incident);
            case ESCALATED -> EscalatedState.evaluate(context, incident);
            case OPEN, DEFERRED, AWAITING_APPROVAL -> {
                // In the middle of a rung a cleared symptom is only noted: the rung is verified after its steps.
                if (!incident.work().hasStarted()
                        && ClearingEvaluator.hasClearedBeforeRung(context, incident, policy)) {
                    RemediationWorkflow.closeCleared(context, incident);
                } else if (incident.reason() == Reason.AWAITING_EVIDENCE) {
                    RemediationWorkflow.resume(context, incident);
                }
            }
            case CONFIRMING, REMEDIATING, SUPPRESSED, RESOLVED, CANCELLED -> {}
        }
    }
}
