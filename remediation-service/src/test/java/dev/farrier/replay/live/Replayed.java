package dev.farrier.replay.live;

import dev.farrier.ingest.Ingest;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.Replay;
import dev.farrier.replay.live.RecordedRun.RunRecorder;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.SimulationPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A replay of a few lines under one policy, which can stand for a live run too: its lines, and all of what was decided. */
public record Replayed(List<String> lines, RecordedRun run, Replay replay) {
    /** Of all that is here. */
    public static final String POLICIES = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: lines}
            spec:
              topic: lines
              format: line
              pattern: '^(?P<time>\\S+) (?P<host>\\S+) (?P<message>.*)$'
              time: {field: time, formats: [iso8601]}
              event: {kind: log, message: message, labels: [host]}
              liveness: {expectEvery: 1m, by: [host]}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: restart}
            spec: {process: {argv: [restart]}, timeout: 10s, onWorkerLoss: rerun}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: page}
            spec: {process: {argv: [page]}, timeout: 10s}
            ---
            apiVersion: farrier.dev/v1
            kind: Inventory
            metadata: {name: hosts}
            spec: {resources: [{name: a, site: s1, address: 127.0.0.1}, {name: b, site: s1, address: 127.0.0.1}]}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: stuck}
            spec:
              mode: enforce
              match: [{name: bad, sources: [lines], matchers: ['message="bad"']}]
              detect: {threshold: {of: bad, count: 2, within: 1m}, groupBy: [host]}
              target: {resource: '{group.host}'}
              guards: {cooldown: 10m}
              remediate:
                - name: again
                  risk: harmless
                  confirm: {http: 'http://{resource.address}/ok', body: '0'}
                  steps: [{action: restart}]
                  verify: {quietFor: 2m, settle: 0s}
                - name: harder
                  risk: harmless
                  steps: [{action: restart}]
                  verify: {quietFor: 2m, settle: 0s}
              escalate: [{action: page}]
            """;

    /** The usual ones. */
    public static Bundle policies() {
        return compiled(POLICIES, "now");
    }

    /** The same, but for one thing. */
    static Bundle policies(String what, String instead) {
        return compiled(POLICIES.replace(what, instead), "then");
    }

    private static Bundle compiled(String text, String commit) {
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", text)), commit);
        if (compiled.bundle() == null) {
            throw new AssertionError(compiled.problems());
        }
        return compiled.bundle();
    }

    public static Replayed of(Bundle bundle, CommandOutcomes outcomes, String... input) {
        List<String> lines = new ArrayList<>();
        Replay replay = new Replay(SimulationPlan.ofSource(bundle, "lines"), outcomes, line -> lines.add(line.json()));
        RunRecorder recorder = new RunRecorder();
        replay.listener(recorder);
        RecordedInput read = new RecordedInput(
                Ingest.of(bundle.sources().get("lines")), 1_800_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE);
        for (String line : input) {
            read.line(line.getBytes(StandardCharsets.UTF_8), replay::accept);
        }
        replay.finish();
        return new Replayed(lines, recorder.run(), replay);
    }
}
