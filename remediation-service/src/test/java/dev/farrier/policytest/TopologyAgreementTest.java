package dev.farrier.policytest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.simulation.TranscriptLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulation detects, decides and sends exactly what both Kafka Streams topologies do with the same script. */
class TopologyAgreementTest {
    static Stream<Arguments> tests() throws IOException {
        return RandomCases.of(Stream.of(Path.of("src/test/resources/policies/verdicts"), Path.of("../policies"))
                        .flatMap(TopologyAgreementTest::tests)
                        .toList())
                .stream();
    }

    private static Stream<Arguments> tests(Path folder) {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        CompileResult compiled = PolicyCompiler.compile(files, "c1");
        assertThat(compiled.bundle()).as("%s", compiled.problems()).isNotNull();
        return compiled.tests().stream()
                .map(test -> Arguments.argumentSet(test.name(), test, Objects.requireNonNull(compiled.bundle())));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void shouldWriteTheSameLines(PolicyTest test, Bundle bundle) throws UnreadableTestEventException {
        List<TranscriptLine> simulated = PolicyTestRunner.run(test, bundle).happened();

        assertThat(simulated).isEqualTo(TopologySimulation.run(test, bundle));
    }
}
