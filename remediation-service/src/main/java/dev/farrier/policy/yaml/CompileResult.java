package dev.farrier.policy.yaml;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.test.PolicyTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of compiling a set of files.
 *
 * @param bundle null when any problem is an error
 * @param tests the policy tests among them; none while any problem is an error
 * @param problems all of them, by file, line and column
 */
public record CompileResult(@Nullable Bundle bundle, List<PolicyTest> tests, List<Problem> problems) {
    public CompileResult {
        tests = List.copyOf(tests);
        problems = List.copyOf(problems);
    }
}
