package dev.farrier.decide.command;

import dev.farrier.decide.state.CallRecord.CallState;
import dev.farrier.model.Incident;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.cel.StepCondition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evaluates {@code when} of a step on the ends of the earlier steps. */
public final class StepConditionEvaluator {
    private StepConditionEvaluator() {}

    /**
     * For a step of a call. An earlier step that no worker could try counts as failed.
     *
     * @param call its incident's history has the ends of the earlier steps
     * @param about the incident whose outputs can be used
     */
    public static boolean holds(CallState call, Incident about, List<Step> steps) {
        Step step = steps.get(call.stepIndex());
        Map<String, StepCondition.StepResult> ended = new HashMap<>();
        for (Step before : steps.subList(0, call.stepIndex())) {
            ended.put(before.id(), new StepCondition.StepResult(false, -1, ""));
        }
        for (Incident.CommandResult done : call.incident().history()) {
            if (done.purpose() == call.purpose() && done.at() >= call.since() && ended.containsKey(done.step())) {
                ended.put(done.step(), ended(done, about));
            }
        }
        return step.when().isEmpty() || holds(step, ended);
    }

    private static StepCondition.StepResult ended(Incident.CommandResult done, Incident incident) {
        return new StepCondition.StepResult(
                done.kind() == OutcomeKind.SUCCEEDED,
                done.exitCode(),
                incident.work().outputs().getOrDefault(done.step(), ""));
    }

    /**
     * For a step of a rung. A condition that cannot be evaluated does not hold.
     *
     * @param rung the current rung: the one before may have a step of the same name
     */
    public static boolean holds(Incident incident, String rung, Step step, Purpose purpose) {
        if (step.when().isEmpty()) {
            return true;
        }
        Map<String, StepCondition.StepResult> ended = new HashMap<>();
        for (Incident.CommandResult done : incident.history()) {
            if (done.rung().equals(rung) && (done.purpose() == Purpose.STEP || done.purpose() == purpose)) {
                ended.put(done.step(), ended(done, incident));
            }
        }
        return holds(step, ended);
    }

    private static boolean holds(Step step, Map<String, StepCondition.StepResult> ended) {
        try {
            return StepCondition.compile(step.when()).test(ended).holds();
        } catch (InvalidCelException e) {
            throw new IllegalStateException("a condition that was checked at load does not compile: " + step.when(), e);
        }
    }
}
