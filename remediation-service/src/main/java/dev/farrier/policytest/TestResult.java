package dev.farrier.policytest;

import dev.farrier.model.AuditRecord;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.simulation.TranscriptLine;
import java.util.List;

/**
 * The result of one test.
 *
 * @param failures empty: the test passed
 * @param happened the whole transcript
 * @param audit all that the decider recorded
 */
public record TestResult(
        PolicyTest test, List<TestFailure> failures, List<TranscriptLine> happened, List<AuditRecord> audit) {
    public TestResult {
        failures = List.copyOf(failures);
        happened = List.copyOf(happened);
        audit = List.copyOf(audit);
    }

    public boolean passed() {
        return failures.isEmpty();
    }

    /**
     * @param place of the expectation, or of the test
     * @param details lines of a table; may be empty
     */
    public record TestFailure(PolicyTest.TestPlace place, String what, List<String> details) {
        public TestFailure {
            details = List.copyOf(details);
        }
    }
}
