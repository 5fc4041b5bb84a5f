package dev.farrier.benchmarks.core;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.util.TreeMap;

/** The benchmark's policies as a person would write them. */
final class Policies {
    private static final int DOCUMENTS_A_FILE = 1_000;
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
              escalate: [{process: {argv: ['true']}}]
            """;

    private static final String SHARED = """
            ---
            kind: Action
            metadata: {name: restart-unit}
            spec:
              parameters: {unit: {type: string, pattern: '[a-z0-9-]+'}}
              process: {argv: [systemctl, restart, '{params.unit}']}
              timeout: 60s
              onWorkerLoss: rerun
            ---
            kind: Action
            metadata: {name: page}
            spec:
              parameters: {summary: {type: string}}
              process: {argv: [page, '{params.summary}']}
            """;

    private static final String WHOLE = """
            ---
            kind: RemediationPolicy
            metadata: {name: policy-%1$d, labels: {team: team-%1$d}}
            spec:
              match:
                - name: slow
                  sources: [readings]
                  matchers: ['name="program-%1$d"', 'severity=~"warning|critical"', 'message=~".*no session slots %1$d.*"']
                  where: 'event.value > %1$d.5 && !(labels.zone == "z%1$d")'
              detect: {threshold: {of: slow, count: 5, within: 2m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              guards: {cooldown: 15m, rateLimit: [{max: 3, per: 1h, by: [target]}]}
              remediate:
                - name: restart
                  risk: disruptive
                  steps: [{action: restart-unit, with: {unit: unit-%1$d}}]
                  verify: {quietFor: 3m}
              escalate: [{action: page, with: {summary: 'unit-%1$d on {resource.name}'}}]
            """;

    private Policies() {}

    /** With matchers, a pattern, a condition, guards, a rung and an escalation, no two of them alike. */
    static String whole(int count) {
        StringBuilder text = new StringBuilder(SOURCE).append(SHARED);
        for (int i = 0; i < count; i++) {
            text.append(WHOLE.formatted(i));
        }
        return text.toString();
    }

    /** @param within as in a policy: {@code 5m} */
    static String text(int count, String within) {
        StringBuilder text = new StringBuilder(SOURCE);
        for (String name : Readings.named("policy-", count)) {
            text.append(POLICY.formatted(name, within));
        }
        return text.toString();
    }

    static Bundle compile(String text) {
        TreeMap<String, String> files = new TreeMap<>();
        String[] documents = text.split("(?m)^---\n");
        for (int i = 0; i < documents.length; i++) { // a file of ten thousand would be longer than is allowed
            files.merge("policies-" + i / DOCUMENTS_A_FILE + ".yaml", documents[i], (all, one) -> all + "---\n" + one);
        }
        CompileResult compiled = PolicyCompiler.compile(files, "benchmark");
        Bundle bundle = compiled.bundle();
        if (bundle == null) {
            throw new IllegalStateException(compiled.problems().toString());
        }
        return bundle;
    }
}
