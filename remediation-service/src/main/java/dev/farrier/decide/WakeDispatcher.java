package dev.farrier.decide;

import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.call.CollectiveCallHandler;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.IgnoredDetectionCounter;
import dev.farrier.decide.context.WakeHandler;
import dev.farrier.decide.guard.LeftAlone;
import dev.farrier.decide.guard.RateLimiter;
import dev.farrier.decide.run.DiagnosisPhase;
import dev.farrier.decide.run.Recurrences;
import dev.farrier.decide.run.RemediationWorkflow;
import dev.farrier.decide.state.BreakerRecord;
import dev.farrier.decide.state.BundleStateRecord;
import dev.farrier.decide.state.CallRecord;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.IncidentRecord;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.InputRecord;
import dev.farrier.decide.state.RunRecord;
import dev.farrier.decide.state.SiteRecord;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress.ActiveCommand;

/** Hands each woken record to the class that decides about it. */
final class WakeDispatcher implements WakeHandler {
    @Override
    public void wake(DecisionContext context, StateRecord record, WakeCondition wait) {
        switch (record) {
            case OpenIncident open -> wake(context, open, wait);
            case CallRecord.CallState call -> CallHandler.retry(context, call);
            case CallRecord.CollectiveCall collective -> CollectiveCallHandler.start(context, collective);
            case IncidentRecord.ClosedIncident closed -> {
                context.state.remove(closed.key());
                context.emit(new Effect.Tombstone(closed.incident()));
            }
            case IncidentRecord.AbandonedCommand abandoned -> DiagnosisPhase.forget(context, abandoned);
            case IncidentRecord.IgnoredDetections ignored -> IgnoredDetectionCounter.expire(context, ignored);
            case IncidentRecord.CancelledSymptom cancelled -> CancellationHandler.expire(context, cancelled);
            // Its window or time is over.
            case IncidentRecord.RungStarts starts -> RateLimiter.expire(context, starts);
            case IncidentRecord.Cooldown cooldown -> context.state.remove(cooldown.key());
            case IncidentRecord.LastRemediation worked -> context.state.remove(worked.key());
            case IncidentRecord.HealedIncident healed -> context.state.remove(healed.key());
            case BreakerRecord.Heals heals -> context.state.remove(heals.key());
            case RunRecord.RungRuns runs -> context.state.remove(runs.key());
            case StateRecord.SilenceState silence -> SilenceHandler.wake(context, silence);
            case StateRecord.MaintenanceState maintenance -> MaintenanceHandler.wake(context, maintenance);
            case StateRecord.FarrierHost host -> context.state.remove(host.key());
            case StateRecord.DeciderClock c -> throw waitsForNothing(c);
            case BreakerRecord.StormState storm -> StormHandler.wake(context, storm);
            case RunRecord.RunningRung r -> throw waitsForNothing(r);
            case BreakerRecord.PolicyRuns p -> throw waitsForNothing(p);
            case StateRecord.HaltRecord h -> throw waitsForNothing(h);
            case BundleStateRecord.ActiveBundle b -> throw waitsForNothing(b);
            case BundleStateRecord.PendingActivation a -> throw waitsForNothing(a);
            case BundleStateRecord.UnusableBundle u -> throw waitsForNothing(u);
            case BundleStateRecord.HeldDetection h -> throw waitsForNothing(h);
            case IncidentRecord.ParkedOutcome p -> throw waitsForNothing(p);
            case InputRecord.OperatorWatermark o -> throw waitsForNothing(o);
            case SiteRecord.SiteState s -> throw waitsForNothing(s);
            case SiteRecord.WorkerState w -> throw waitsForNothing(w);
            case StateRecord.DeploymentState d -> throw waitsForNothing(d);
            case CallRecord.PolicyCallState p -> throw waitsForNothing(p);
            case StateRecord.WakeBacklog b -> throw waitsForNothing(b);
            case InputRecord.ChannelState c -> throw waitsForNothing(c);
            case InputRecord.HeartbeatState s -> throw waitsForNothing(s);
            case IncidentRecord.TargetLease l -> throw waitsForNothing(l);
            case InputRecord.DetectWatermarks s -> throw waitsForNothing(s);
            case InputRecord.SourceLiveness s -> throw waitsForNothing(s);
        }
    }

    private static IllegalStateException waitsForNothing(StateRecord record) {
        return new IllegalStateException(record + " waits for nothing");
    }

    private void wake(DecisionContext context, OpenIncident open, WakeCondition wait) {
        Incident incident = open.incident();
        ActiveCommand active = incident.work().active();
        if (context.isFrozen(incident)) {
            return; // resumed when its policies can be used again
        }
        boolean timer =
                wait.queue().equals(WakeCondition.LOG) && incident.until() > 0 && incident.until() <= context.now;
        if (WakeCondition.isCall(wait.queue())) {
            CollectiveCallHandler.recordDelivery(context, incident);
        } else if (DiagnosisPhase.isOverdue(context, incident)) {
            DiagnosisPhase.handleOverdue(context, incident);
        } else if (active != null) {
            CommandLifecycleHandler.handleDeadline(context, incident, active);
        } else if (timer) {
            resumeInTurn(context, open);
        } else if (open.resumeOn().contains(wait)) {
            resume(context, incident);
        } else {
            EvidenceHandler.evaluate(context, incident);
        }
    }

    /** All that wait for a budget's next window wake at the same time: the place is for who has waited longest. */
    private void resumeInTurn(DecisionContext context, OpenIncident open) {
        open.resumeOn().stream()
                .map(WakeCondition::queue)
                .filter(WakeCondition::isBudget)
                .forEach(context.waker::wakeAllNow);
        Incident incident = open.incident();
        if (incident.equals(context.state.incident(incident.id()))) {
            resume(context, incident);
        }
    }

    @Override
    public void resume(DecisionContext context, Incident incident) {
        if (incident.reason() == Reason.SHADOW && incident.until() > context.now) {
            context.saveUnpublished(incident);
        } else if (incident.reason() == Reason.SHADOW) {
            RemediationWorkflow.close(
                    context, incident, IncidentState.SUPPRESSED, Reason.SHADOW, "not cleared, and nothing was run");
        } else {
            Incident resumed = incident.transitioned(incident.state(), incident.reason(), 0, context.now);
            if (LeftAlone.isReasonOf(incident) && incident.work().rung() < 0) {
                Recurrences.begin(context, resumed);
            } else {
                RemediationWorkflow.resume(context, resumed);
            }
        }
    }
}
