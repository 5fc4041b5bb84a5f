package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.test.PolicyTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each edge of a verdict, as a user writes it in a PolicyTest. */
class VerdictsTest {
    private static final Path FILES = Path.of("src/test/resources/policies/verdicts");
    private static final CompileResult COMPILED = compiled();

    private static CompileResult compiled() {
        try {
            TreeMap<String, String> files = new TreeMap<>();
            for (String file : new String[] {"policies.yaml", "tests.yaml"}) {
                files.put(file, Files.readString(FILES.resolve(file)));
            }
            return PolicyCompiler.compile(files, "c1");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Named<PolicyTest>> tests() {
        assertThat(COMPILED.bundle()).as("%s", COMPILED.problems()).isNotNull();
        return COMPILED.tests().stream().map(test -> Named.of(test.name(), test));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void shouldJudgeAsWritten(PolicyTest test) {
        assertThat(PolicyTestRunner.run(test, Objects.requireNonNull(COMPILED.bundle()))
                        .failures())
                .isEmpty();
    }
}
