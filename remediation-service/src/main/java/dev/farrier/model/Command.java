package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A command for one worker of a site, to be run once.
 *
 * @param id deterministic: the same decision always gives the same id; a rerun is a new attempt with a new id
 * @param attempt 1 for the first
 * @param worker the only worker that may claim it
 * @param lane type of the slot that it takes
 * @param target resource name; empty for an escalation about no resource
 * @param rung name of the rung; empty for an escalation
 * @param step name of the step, for people
 * @param actionName name of the Action document; the action's type where the policy defines the action itself
 * @param startBy epoch milliseconds; a claim appended later than this is void
 * @param maxRun milliseconds after which a supervisor ends it
 * @param issuedAt the decider's clock when it was sent, epoch milliseconds
 * @param onWorkerLoss what the decider does when no outcome comes
 */
@RecordBuilder
public record Command(
        String id,
        int attempt,
        String incident,
        String policy,
        String commit,
        String site,
        WorkerInstance worker,
        SlotType lane,
        String target,
        String rung,
        String step,
        Purpose purpose,
        String actionName,
        Action action,
        long issuedAt,
        long startBy,
        long maxRun,
        OnWorkerLoss onWorkerLoss)
        implements CommandBuilder.With {

    /** True for a step of a diagnosis: what it finds changes nothing but the incident's story. */
    public boolean isDiagnosis() {
        return purpose == Purpose.CONFIRM && RemediationProgress.Diagnosis.isStep(step);
    }

    /** Without the text of a script: incidents keep the command, and their records must stay small. */
    public Command withoutContent() {
        return action instanceof Action.Script script ? withAction(script.withoutContent()) : this;
    }
}
