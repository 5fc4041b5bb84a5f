package dev.farrier.decide.run;

import dev.farrier.decide.command.OutputExtractor;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.Ids;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Outcome;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.Sha256;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import java.util.List;
import java.util.SortedMap;

/** Takes an incident on after its command has succeeded or failed: to the next step, a retry, the rollback or the next rung. */
public final class StepResultHandler {
    private StepResultHandler() {}

    /** @param outcome of the active command, which has succeeded */
    public static void handleSuccess(DecisionContext context, Incident incident, Outcome outcome) {
        RemediationProgress work = incident.work();
        Policy policy = context.policy(incident);
        switch (work.phase()) {
            case NONE -> RemediationWorkflow.proceed(context, incident);
            case CONFIRM -> {
                if (work.isDiagnosing()) {
                    DiagnosisPhase.recordAnswer(context, incident, policy, outcome);
                } else {
                    RemediationWorkflow.startSteps(context, incident, policy, Reason.CONFIRMED);
                }
            }
            case STEPS -> {
                Step step = policy.remediate().get(work.rung()).steps().get(work.step());
                String output = outcome.output().strip();
                SortedMap<String, String> extracted = OutputExtractor.extract(step.outputs(), output);
                List<String> missing = step.outputs().keySet().stream()
                        .filter(name -> !extracted.containsKey(name))
                        .toList();
                if (!missing.isEmpty()) {
                    context.audit(AuditRecords.state(
                            context,
                            incident,
                            step.id() + ": its output has no value for " + String.join(", ", missing)));
                }
                RemediationProgress next =
                        work.withOutput(step.id(), output, extracted).atNextStep();
                RemediationWorkflow.proceed(context, context.save(incident.withWork(next)));
            }
            case ROLLBACK -> {
                if (work.isReturning()) {
                    ReturnToService.handleSuccess(context, incident);
                } else {
                    RemediationWorkflow.proceed(context, context.save(incident.withWork(work.atNextStep())));
                }
            }
            case VERIFY ->
                RemediationWorkflow.close(
                        context,
                        incident,
                        IncidentState.RESOLVED,
                        Reason.VERIFIED,
                        "the probe says that the target is well again");
        }
    }

    /** The active command failed, or could not be sent. */
    public static void handleFailure(
            DecisionContext context, Incident incident, Reason why, String detail, boolean mayRetry) {
        RemediationProgress work = incident.work();
        Policy policy = context.policy(incident);
        switch (work.phase()) {
            case NONE, CONFIRM -> {
                if (work.isDiagnosing()) {
                    DiagnosisPhase.recordFailure(context, incident, policy, detail, "");
                } else if (!RemediationWorkflow.deferWhileResolving(context, incident, policy)) {
                    EscalatedState.start(
                            context, incident, Reason.NOT_CONFIRMED, "confirm could not be run: " + detail);
                }
            }
            case STEPS -> handleFailedStep(context, incident, policy, why, detail, mayRetry);
            case ROLLBACK -> {
                if (work.isReturning()) {
                    ReturnToService.handleFailure(context, incident, why, detail, mayRetry);
                } else {
                    RemediationWorkflow.proceed(context, context.save(incident.withWork(work.atNextStep())));
                }
            }
            case VERIFY -> RemediationWorkflow.failRung(context, incident, Reason.NOT_VERIFIED, detail);
            case ESCALATE -> throw new IllegalStateException("calls are no commands of the incident: " + incident.id());
        }
    }

    /** By the id of the next command, so that a fold gives the same one again. */
    private static long jitter(Incident incident, Step step) {
        long most = step.jitter().toMillis();
        return most == 0 ? 0 : Long.parseLong(Sha256.hex(Ids.command(incident)).substring(0, 12), 16) % (most + 1);
    }

    /**
     * The steps end early. What may have been done may have helped, so a rung with a step of unknown outcome is verified before
     * anything stronger is tried.
     */
    static void endSteps(DecisionContext context, Incident incident, Reason why, String detail) {
        if (why == Reason.OUTCOME_UNKNOWN) {
            Verification.start(context, incident, context.policy(incident), why, detail);
        } else {
            RemediationWorkflow.failRung(context, incident, why, detail);
        }
    }

    private static void handleFailedStep(
            DecisionContext context, Incident incident, Policy policy, Reason why, String detail, boolean mayRetry) {
        RemediationProgress work = incident.work();
        Step step = policy.remediate().get(work.rung()).steps().get(work.step());
        boolean unknown = why == Reason.OUTCOME_UNKNOWN;
        boolean mayRunAgain = !unknown || context.bundle(incident).isIdempotent(step);
        if (mayRetry && mayRunAgain && work.retries() < step.retries()) {
            long at = context.now + Math.max(1, step.backoff().toMillis() + jitter(incident, step));
            context.transition(
                    incident.withWork(work.withRetry()),
                    IncidentState.REMEDIATING,
                    Reason.STEP_RETRIED,
                    at,
                    step.id() + ": " + detail);
            return;
        }
        switch (step.onFailure()) {
            case CONTINUE -> RemediationWorkflow.proceed(context, context.save(incident.withWork(work.atNextStep())));
            case NEXT_RUNG -> endSteps(context, incident, why, step.id() + ": " + detail);
            case ROLLBACK ->
                RemediationWorkflow.proceed(
                        context,
                        context.save(incident.withWork(
                                work.atStep(RungPhase.ROLLBACK, 0).withFailureReason(why))));
        }
    }
}
