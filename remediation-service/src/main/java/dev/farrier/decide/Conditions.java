package dev.farrier.decide;

import dev.farrier.model.Incident;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.policy.Rung.Step;
import dev.farrier.policy.cel.InvalidCelException;
import dev.farrier.policy.cel.StepCondition;
import java.util.HashMap;
import java.util.Map;

/** {@code when}: shall this step run, after how the earlier ones ended? */
final class Conditions {
    private Conditions() {}

    /**
     * A condition that cannot be evaluated does not hold: nothing is run on a guess.
     *
     * @param rung the one that the incident is at; the one before may have ended in the same millisecond
     */
    static boolean holds(Incident incident, String rung, Step step, Purpose purpose) {
        if (step.when().isEmpty()) {
            return true;
        }
        Map<String, StepCondition.Ended> ended = new HashMap<>();
        for (Incident.Done done : incident.history()) {
            boolean call = purpose == Purpose.ESCALATE || purpose == Purpose.RESOLVED; // of no rung
            boolean ofRung = done.rung().equals(rung) && (done.purpose() == Purpose.STEP || done.purpose() == purpose);
            if (ofRung || (call && done.purpose() == purpose)) {
                ended.put(
                        done.step(),
                        new StepCondition.Ended(
                                done.kind() == OutcomeKind.SUCCEEDED,
                                done.exitCode(),
                                incident.work().outputs().getOrDefault(done.step(), "")));
            }
        }
        try {
            return StepCondition.compile(step.when()).test(ended).holds();
        } catch (InvalidCelException e) {
            throw new IllegalStateException("a condition that was checked at load does not compile: " + step.when(), e);
        }
    }
}
