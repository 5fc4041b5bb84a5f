package dev.farrier.benchmarks.core;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.Compiled;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.Map;
import java.util.TreeMap;

/** The benchmark's policies as a person would write them. */
final class Policies {
    private static final String SOURCE = """
            kind: Source
            metadata: {name: readings}
            spec: {receiver: events, liveness: {expectEvery: 1m}}
            """;

    private static final String POLICY = """
            ---
            kind: RemediationPolicy
            metadata: {name: %1$s}
            spec:
              match:
                - sources: [readings]
                  matchers: ['name="%1$s"', 'severity=~"warning|critical"']
                  where: 'event.value > 0.5'
              detect: {threshold: {count: 3, within: %2$s}, groupBy: [host]}
              target: {resource: '{group.host}'}
              clears: {quietFor: 3m}
            """;

    private Policies() {}

    /** @param within as in a policy: {@code 5m} */
    static String text(int count, String within) {
        StringBuilder text = new StringBuilder(SOURCE);
        for (String name : Readings.named("policy-", count)) {
            text.append(POLICY.formatted(name, within));
        }
        return text.toString();
    }

    static Bundle compile(String text) {
        Compiled compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("policies.yaml", text)), "benchmark");
        Bundle bundle = compiled.bundle();
        if (bundle == null) {
            throw new IllegalStateException(compiled.problems().toString());
        }
        return bundle;
    }
}
