package dev.farrier.decide.run;

import dev.farrier.decide.command.WorkerRegistry;
import dev.farrier.decide.context.AuditRecords;
import dev.farrier.decide.context.CatchUpCheck;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.context.GuardResult;
import dev.farrier.decide.state.IncidentRecord.AbandonedCommand;
import dev.farrier.model.Command;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Reason;
import dev.farrier.model.RemediationProgress;
import dev.farrier.model.RemediationProgress.ActiveCommand;
import dev.farrier.model.RemediationProgress.Diagnosis;
import dev.farrier.model.RemediationProgress.RungPhase;
import dev.farrier.model.Texts;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;

/**
 * Asks what the symptom looks like, once an incident, before anything is changed. The rung waits for the answers up to a bound,
 * and goes on without what has not come by then. A late answer is added to what is known, and changes nothing else.
 */
public final class DiagnosisPhase {
    /** How long the answer of {@code confirm} counts; after a longer diagnosis the rung confirms again (promise 5). */
    private static final long CONFIRMED_FOR = 5_000;

    private DiagnosisPhase() {}

    static boolean isNeeded(Policy policy, Incident incident) {
        return !policy.diagnosis().steps().isEmpty() && incident.work().diagnosis() == null;
    }

    /** The rung may start. Its start stays reserved until its steps do. */
    static void start(DecisionContext context, Incident incident, Policy policy) {
        Diagnosis diagnosis = Diagnosis.starting(policy.diagnosis().steps().size(), context.now + CONFIRMED_FOR);
        RemediationWorkflow.startPhase(
                context,
                incident.withWork(incident.work().withDiagnosis(diagnosis)),
                IncidentState.CONFIRMING,
                RungPhase.CONFIRM,
                0,
                Reason.DIAGNOSING);
    }

    /** Sends the command of the next step, or ends the diagnosis. */
    static void proceed(DecisionContext context, Incident incident, Policy policy) {
        RemediationProgress work = incident.work();
        Diagnosis diagnosis = diagnosisOf(work);
        List<Step> steps = policy.diagnosis().steps();
        if (work.step() >= steps.size() || diagnosis.isOverdue(context.now)) {
            end(context, incident, policy);
            return;
        }
        boolean mayAct = context.halt(incident) == null
                && CatchUpCheck.check(context, incident.site()).passes();
        if (diagnosis.until() == 0 && mayAct) {
            // From now on the rung's first step could start: the bound counts.
            diagnosis =
                    diagnosis.until(context.now + policy.diagnosis().within().toMillis());
        }
        CommandDispatcher.diagnose(
                context,
                incident.withWork(work.withDiagnosis(diagnosis)),
                steps.get(work.step()),
                diagnosis.until() == 0 ? policy.diagnosis().within().toMillis() : diagnosis.until() - context.now);
    }

    static void recordAnswer(DecisionContext context, Incident incident, Policy policy, Outcome outcome) {
        next(context, incident, policy, diagnosisOf(incident.work()).found(step(incident, policy), outcome.output()));
    }

    /** @param why the step has found nothing, for people */
    public static void recordFailure(
            DecisionContext context, Incident incident, Policy policy, String why, String output) {
        next(context, incident, policy, diagnosisOf(incident.work()).notFound(step(incident, policy), why, output));
    }

    private static void next(DecisionContext context, Incident incident, Policy policy, Diagnosis diagnosis) {
        RemediationProgress work = incident.work().atNextStep().withDiagnosis(diagnosis);
        proceed(context, context.save(incident.withWork(work)), policy);
    }

    private static String step(Incident incident, Policy policy) {
        return policy.diagnosis().steps().get(incident.work().step()).id();
    }

    /** True when the rung must not wait any longer. A person who has cancelled it waits for the end of its command. */
    public static boolean isOverdue(DecisionContext context, Incident incident) {
        RemediationProgress work = incident.work();
        return work.isDiagnosing()
                && work.cancelledBy().isEmpty()
                && diagnosisOf(work).isOverdue(context.now);
    }

    /** Goes on without the answers that have not come. */
    public static void handleOverdue(DecisionContext context, Incident incident) {
        ActiveCommand active = incident.work().active();
        Incident alone = incident;
        if (active != null) {
            if (active.worker().isEmpty() && !active.revoking()) {
                CommandDispatcher.revoke(context, incident, active, null, "the diagnosis is over");
            }
            alone = context.save(incident.withWork(incident.work().withActive(null)));
            Command command = active.command();
            long lostAt = command.startBy() + command.maxRun() + context.settings.lossGrace();
            context.state.put(new AbandonedCommand(command, !active.worker().isEmpty(), lostAt));
        }
        end(context, alone, context.policy(alone));
    }

    private static void end(DecisionContext context, Incident incident, Policy policy) {
        Diagnosis diagnosis = diagnosisOf(incident.work());
        List<Step> steps = policy.diagnosis().steps();
        String late = "no answer within " + Durations.format(policy.diagnosis().within());
        for (Step step : steps.subList(incident.work().step(), steps.size())) {
            diagnosis = diagnosis.notFound(step.id(), late, "");
        }
        RemediationProgress work = incident.work().atStep(RungPhase.CONFIRM, 0).withDiagnosis(diagnosis.ended());
        Incident looked = context.transition(
                incident.withWork(work), incident.state(), result(incident.withWork(work)), 0, diagnosis.missing());
        boolean confirms = policy.remediate().get(work.rung()).confirm() != null;
        GuardResult read = CatchUpCheck.checkSources(context, looked, policy, confirms);
        if (read.passes()) {
            RemediationWorkflow.proceed(context, looked);
        } else {
            RemediationWorkflow.defer(context, looked, read);
        }
    }

    /** True when {@code confirm} has just said so: the diagnosis was short. */
    static boolean isStillConfirmed(DecisionContext context, Incident incident) {
        Diagnosis diagnosis = incident.work().diagnosis();
        return diagnosis != null && context.now < diagnosis.confirmedUntil();
    }

    /** What the diagnosis of the incident has come to. */
    static Reason result(Incident incident) {
        Diagnosis diagnosis = incident.work().diagnosis();
        return diagnosis == null || diagnosis.missing().isEmpty() ? Reason.DIAGNOSED : Reason.NOT_DIAGNOSED;
    }

    /** How much older the event of the present rung may be, because the rung has waited for the diagnosis. */
    static Duration allowedWait(Policy policy, Incident incident) {
        Diagnosis diagnosis = incident.work().diagnosis();
        boolean waited = diagnosis != null && diagnosis.until() > 0 && diagnosis.confirmedUntil() > 0;
        return waited ? policy.diagnosis().within() : Duration.ZERO;
    }

    /** Handles the end of a command that no incident waits for any more; false when the outcome is of another one. */
    public static boolean handleAbandoned(DecisionContext context, Outcome outcome) {
        AbandonedCommand abandoned = context.state.get(AbandonedCommand.key(outcome.command()), AbandonedCommand.class);
        if (abandoned == null || !abandoned.command().site().equals(outcome.site())) {
            return false;
        }
        switch (outcome.kind()) {
            case PROGRESS -> {}
            case CLAIMED -> {
                Command command = abandoned.command();
                if (!abandoned.claimed() && outcome.at() < command.startBy()) {
                    WorkerRegistry.recordClaim(context, command);
                    context.state.put(new AbandonedCommand(command, true, abandoned.lostAt()));
                }
            }
            case REVOKED -> {
                if (!abandoned.claimed()) {
                    forget(context, abandoned);
                }
            }
            case REFUSED, NOT_STARTED, UNKNOWN -> forget(context, abandoned);
            case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, UNANSWERED -> {
                forget(context, abandoned);
                Incident incident = context.state.incident(outcome.incident());
                if (incident != null) {
                    recordLate(context, incident, abandoned.command(), outcome);
                }
            }
        }
        return true;
    }

    private static void recordLate(DecisionContext context, Incident incident, Command command, Outcome outcome) {
        context.audit(AuditRecords.outcome(context, incident, command, outcome, Reason.NOT_DIAGNOSED));
        Diagnosis diagnosis = incident.work().diagnosis();
        if (diagnosis != null) {
            String step = Diagnosis.idOf(command.step()) + ", too late";
            boolean good = outcome.kind() == OutcomeKind.SUCCEEDED;
            Diagnosis more = good
                    ? diagnosis.found(step, outcome.output())
                    : diagnosis.notFound(step, describe(outcome), outcome.output());
            context.save(incident.withWork(incident.work().withDiagnosis(more)));
        }
    }

    /** Its slot is free. */
    public static void forget(DecisionContext context, AbandonedCommand abandoned) {
        context.state.remove(abandoned.key());
        context.markFreed(abandoned.command().site());
    }

    /** How a step ended, for people. */
    public static String describe(Outcome outcome) {
        return Texts.code(outcome.kind())
                + (outcome.exitCode() >= 0 ? " (" + outcome.exitCode() + ")" : "")
                + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail());
    }

    private static Diagnosis diagnosisOf(RemediationProgress work) {
        if (work.diagnosis() instanceof Diagnosis diagnosis) {
            return diagnosis;
        }
        throw new IllegalStateException("no diagnosis was begun");
    }
}
