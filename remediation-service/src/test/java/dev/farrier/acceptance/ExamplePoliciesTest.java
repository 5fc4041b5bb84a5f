package dev.farrier.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policytest.PolicyTestRunner;
import dev.farrier.repository.PolicyDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that a team writes first, as they are shipped, do what their tests say. */
@Execution(ExecutionMode.CONCURRENT)
class ExamplePoliciesTest {
    private static final Path EXAMPLES = Path.of("..", "policies", "examples");

    static Stream<Arguments> tests() throws IOException {
        CompileResult compiled =
                PolicyCompiler.compile(PolicyDirectory.read(EXAMPLES).files(), "examples");
        assertThat(compiled.problems()).isEmpty();
        assertThat(compiled.tests()).hasSizeGreaterThan(40);
        return compiled.tests().stream()
                .map(test -> Arguments.argumentSet(test.name(), test, Objects.requireNonNull(compiled.bundle())));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void shouldDoAsItsTestSays(PolicyTest test, Bundle bundle) {
        assertThat(PolicyTestRunner.run(test, bundle).failures()).isEmpty();
    }
}
