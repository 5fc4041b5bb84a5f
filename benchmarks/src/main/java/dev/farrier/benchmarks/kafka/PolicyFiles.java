package dev.farrier.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policy directory of a run. */
public final class PolicyFiles {
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
          escalate: [{process: {argv: ['true']}}]
          clears: {quietFor: 3m}
        """;

    private static final int TARGETS_OF_A_FILE = 20_000;

    private static final String MORE_TARGETS = """
            kind: Inventory
            metadata: {name: fleet-%d}
            spec:
              resources:
            """;

    private PolicyFiles() {}

    private static final String PROBE = """
        ---
        kind: Source
        metadata: {name: probes}
        spec: {receiver: events, liveness: {expectEvery: 1m}}
        ---
        kind: RemediationPolicy
        metadata: {name: probe}
        spec:
          match: [{name: broken, sources: [probes], matchers: ['name="broken"']}]
          detect: {each: {of: broken}, groupBy: [host]}
          target: {resource: '{group.host}'}
          escalate: [{process: {argv: ['true']}}]
          clears: {quietFor: 1s}
          remediate:
            - name: restart
              risk: harmless
              steps: [{process: {argv: [restart-unit]}}]
        ---
        kind: Inventory
        metadata: {name: fleet}
        spec:
          resources:
        """;

    /** @param within milliseconds */
    public static void thresholds(Path folder, int count, long within) throws IOException {
        StringBuilder text = new StringBuilder(SOURCE);
        for (int i = 0; i < count; i++) {
            text.append(THRESHOLD.formatted(i, Traffic.SOURCE, ExpectedFirings.COUNT, within));
        }
        Files.writeString(Files.createDirectories(folder).resolve("policies.yaml"), text);
    }

    /** A policy that acts on every event of its own, on one of so many targets at {@link Broker#SITE}. */
    public static void probe(Path folder, int targets) throws IOException {
        write(folder, PROBE, targets);
    }

    /** As {@link #probe}, but what has failed stays so: its incidents stay open. */
    public static void lasting(Path folder, int targets) throws IOException {
        write(
                folder,
                PROBE.replace("quietFor: 1s", "of: mended")
                        .replace(
                                "matchers: ['name=\"broken\"']}]",
                                "matchers: ['name=\"broken\"']}, {name: mended, sources: [probes], matchers:"
                                        + " ['name=\"mended\"']}]"),
                targets);
    }

    /** The inventory in files of a size that Farrier reads. */
    private static void write(Path folder, String policy, int targets) throws IOException {
        Files.createDirectories(folder);
        for (int first = 0; first < targets; first += TARGETS_OF_A_FILE) {
            StringBuilder text = new StringBuilder(first == 0 ? policy : MORE_TARGETS.formatted(first));
            for (int i = first; i < Math.min(targets, first + TARGETS_OF_A_FILE); i++) {
                text.append("    - {name: ")
                        .append(target(i))
                        .append(", site: ")
                        .append(Broker.SITE)
                        .append(", address: h}\n");
            }
            Files.writeString(folder.resolve("probe-" + first + ".yaml"), text);
        }
    }

    public static String target(int number) {
        return "target-" + number;
    }
}
