package dev.farrier.extending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.match.MatchIndex;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DetectorType;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.explain.Explanation;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.PolicySchema;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector of one class and one line of registration, from the policy file to its firing. */
class ToyDetectorTest {
    private static final String POLICY = """
            kind: Source
            metadata: {name: logs}
            spec: {topic: logs, event: {labels: [host]}}
            ---
            kind: RemediationPolicy
            metadata: {name: p}
            spec:
              match:
                - {name: bad, sources: [logs], matchers: [name=bad]}
                - {name: good, sources: [logs], matchers: [name=good]}
              detect: {everyNth: {of: bad, n: 3}, groupBy: [host]}
              clears: {of: good}
              target: {resource: '{group.host}'}
              escalate: [{http: {url: 'http://pager/'}}]
            """;

    @TempDir
    private Path folder;

    private Extensions extensions = Extensions.installed();

    @BeforeEach
    void register() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(DetectorType.class.getName()), EveryNthDetector.EveryNthType.class.getName());
        extensions = Extensions.load(new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader()));
    }

    private Bundle bundle() {
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICY)), "c1", extensions);
        assertThat(compiled.problems()).isEmpty();
        return Objects.requireNonNull(compiled.bundle());
    }

    @Test
    void shouldFireAtEveryThirdMatchOfAGroup() {
        Bundle bundle = bundle();
        MatchIndex index = MatchIndex.compile(bundle);
        DetectorEngine engine = DetectorEngine.assumingLiveSources((reason, policy) -> {});
        List<Long> firedAt = new ArrayList<>();
        for (long time = 1; time <= 14; time++) {
            String host = time % 2 == 0 ? "a" : "b";
            Event event = Event.of("logs/0/" + time, "logs", EventKind.LOG, time, "bad", "", Labels.of("host", host));
            index.match(event)
                    .forEach(matched -> engine.onSignal(matched, bundle, event.time()).stream()
                            .filter(Detection.class::isInstance)
                            .forEach(detection -> firedAt.add(((Detection) detection).time())));
        }
        assertThat(firedAt).as("a: 2, 4, 6 …; b: 1, 3, 5 …").containsExactly(5L, 6L, 11L, 12L);
        assertThat(engine.progress(bundle, "p", Labels.key(Labels.of("host", "a")), 14)
                        .text())
                .isEqualTo("1 of 3 matches");
        index.close();
    }

    @Test
    void shouldBeExplained() {
        Bundle bundle = bundle();
        assertThat(Explanation.of(bundle, bundle.policies().get("p")))
                .contains("  fires on every 3th match of bad, for each host separately");
    }

    @Test
    void shouldCheckItsKeys() {
        String wrong = POLICY.replace("n: 3", "n: 1, m: 2");
        assertThat(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", wrong)), "c1", extensions)
                        .problems())
                .extracting(problem -> problem.message())
                .containsExactlyInAnyOrder(
                        "unknown key 'm' in spec.detect.everyNth: did you mean 'n'?",
                        "'spec.detect.everyNth.n' is 1: it must be from 2 to 100");
    }

    @Test
    void shouldStandInTheJsonSchema() {
        assertThat(PolicySchema.of(extensions).toString()).contains("everyNth").contains("How many matches.");
        assertThat(PolicySchema.of(Extensions.installed()).toString()).doesNotContain("everyNth");
    }

    @Test
    void shouldBeUnknownWhereItIsNotRegistered() {
        assertThat(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", POLICY)), "c1")
                        .problems())
                .anyMatch(problem -> problem.message().startsWith("unknown key 'everyNth' in spec.detect"));
    }
}
