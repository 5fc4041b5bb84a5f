package dev.farrier.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policy directory of a run. */
final class PolicyFiles {
    private static final String SOURCE = """
            kind: Source
            metadata: {name: %s}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            """.formatted(Traffic.SOURCE);

    /** As in the benchmark of the core. It has nothing to run: what is measured ends before that. */
    private static final String THRESHOLD = """
            ---
            kind: RemediationPolicy
            metadata: {name: policy-%1$d}
            spec:
              match:
                - sources: [%2$s]
                  matchers: ['name="policy-%1$d"', 'severity=~"warning|critical"']
                  where: 'event.value > 0.5'
              detect: {threshold: {count: %3$d, within: %4$dms}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 3m}
            """;

    private PolicyFiles() {}

    static void thresholds(Path folder, int count) throws IOException {
        StringBuilder text = new StringBuilder(SOURCE);
        for (int i = 0; i < count; i++) {
            text.append(THRESHOLD.formatted(i, Traffic.SOURCE, Expected.COUNT, Expected.WITHIN_MILLIS));
        }
        Files.writeString(Files.createDirectories(folder).resolve("policies.yaml"), text);
    }
}
