package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.topology.CompiledPolicies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real sub-topology, with its codecs and its store on disk, beside the pure core: all detectors at once. */
class DetectTopologyTest {
    private static final long T = 1_700_000_000_000L;
    private static final int SIGNALS = 120;
    private static final int RESTARTS = 50;

    private static final String SOURCES = """
            kind: Source
            metadata: {name: app}
            spec: {receiver: events, lateness: 5s, liveness: {expectEvery: 1m, by: [host], maxLag: 2s}}
            ---
            kind: Inventory
            metadata: {name: i}
            spec:
              resources: [{name: h0, site: s, labels: {r: x}}, {name: h9, site: s, labels: {r: x}}]
            """;

    private static final List<String> DETECTORS = List.of(
            "each: {of: a}",
            "threshold: {of: [a, b], count: 3, within: 20s}",
            "distinct: {label: user, count: 3, within: 30s}",
            "ratio: {of: a, over: [a, b, c], above: 0.3, within: 20s, atLeast: 3}",
            "aggregate: {of: [a, b], fn: p90, above: 70, within: 20s}",
            "sustained: {of: a, for: 5s}",
            "sequence: {steps: [a, b], within: 20s, unless: c}",
            "all: {within: 10s}",
            "absence: {of: [a, b], for: 20s, expected: {r: x}}",
            "flapping: {transitions: 4, within: 20s}",
            "deviation: {of: [a, b, c], sigmas: 1.2, baseline: 10m}");

    @TempDir
    Path stateDir;

    private final Bundle bundle = bundle();
    private final MatchIndex match = MatchIndex.compile(bundle);
    private final CompiledPolicies policies = new CompiledPolicies(commit -> bundle, MatchListener.NONE);
    private int drivers;

    @BeforeEach
    void follow() {
        policies.activate(bundle);
    }

    private static Bundle bundle() {
        StringBuilder text = new StringBuilder(SOURCES);
        for (String detector : DETECTORS) {
            String kind = detector.substring(0, detector.indexOf(':'));
            String clears = kind.equals("absence")
                    ? ""
                    : kind.equals("sustained") ? "clears: {of: c}" : "clears: {quietFor: 4s}";
            text.append("""
                    ---
                    kind: RemediationPolicy
                    metadata: {name: %s}
                    spec:
                      match:
                        - {name: a, sources: [app], matchers: [name=a]}
                        - {name: b, sources: [app], matchers: [name=b]}
                        - {name: c, sources: [app], matchers: [name=c]}
                      detect: {%s, groupBy: [host]}
                      target: {resource: '{group.host}'}
                      escalate: [{process: {argv: ['true']}}]
                      %s
                    """.formatted(kind, detector, clears));
        }
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", text.toString())), "c1");
        return Objects.requireNonNull(
                compiled.bundle(), () -> compiled.problems().toString());
    }

    private record At(long time, Signal signal) {}

    /** Events of three hosts, up to 5 s out of order, some again; and a marker now and then. */
    private List<At> signals(Random random) {
        List<At> all = new ArrayList<>();
        List<Event> recent = new ArrayList<>();
        long time = T;
        for (int i = 0; all.size() < SIGNALS; i++) {
            time += random.nextInt(1_500);
            Event event = new Event(
                    "app/0/" + i,
                    "app",
                    EventKind.METRIC,
                    time - (random.nextInt(4) == 0 ? random.nextInt(5_000) : 0),
                    "abc".substring(i % 3, i % 3 + 1).replace('c', random.nextInt(4) == 0 ? 'c' : 'a'),
                    "",
                    "",
                    Labels.of("host", "h" + random.nextInt(3), "user", "u" + random.nextInt(5)),
                    (double) random.nextInt(100),
                    null);
            recent.add(event);
            Event told = random.nextInt(6) == 0 ? recent.get(Math.max(0, recent.size() - 4)) : event;
            for (Signal matched : match.match(told)) {
                all.add(new At(time, matched));
            }
            if (random.nextInt(3) == 0) {
                TreeMap<String, Long> heard = new TreeMap<>(Map.of("host=w", time, "host=v", time));
                all.add(new At(
                        time,
                        new ProgressMarker(List.of(
                                new SourceProgress("app", "events", 0, 1, time - 3_000, 0, heard, new TreeMap<>())))));
            }
        }
        return all;
    }

    private DetectorEngine core(HeapGroupStore store) {
        return new DetectorEngine(
                TaskAssignment.WHOLE, store, (policy, detector) -> Optional.empty(), (what, policy) -> {});
    }

    private DetectDriver driver(Map<String, byte[]> changelog) {
        return new DetectDriver(policies, stateDir.resolve("d" + drivers++), changelog);
    }

    @Test
    void shouldTellWhatThePureCoreTells() {
        TreeSet<String> fired = new TreeSet<>();
        for (int seed = 0; seed < 2; seed++) {
            DetectorEngine core = core(new HeapGroupStore());
            try (DetectDriver driver = driver(Map.of())) {
                for (At at : signals(new Random(seed))) {
                    List<DeciderInput> told = driver.pipe(at.signal, at.time);
                    assertThat(told).isEqualTo(core.onSignal(at.signal, bundle, at.time));
                    told.forEach(input -> {
                        if (input instanceof Detection detection) {
                            fired.add(detection.policy());
                        }
                    });
                }
            }
        }
        assertThat(fired).as("each detector has something to tell").hasSize(DETECTORS.size());
    }

    /** What a new task gets is what the changelog has of the ones before: nothing but the last value of each key. */
    @Test
    void shouldTellTheSameWhenRestoredFromItsChangelogAfterEverySignal() {
        Map<String, byte[]> changelog = new LinkedHashMap<>();
        HeapGroupStore store = new HeapGroupStore();
        int told = 0;
        for (At at : signals(new Random(7)).subList(0, RESTARTS)) {
            try (DetectDriver driver = driver(changelog)) {
                List<DeciderInput> out = driver.pipe(at.signal, at.time);
                DetectorEngine core = core(store);
                assertThat(out).isEqualTo(core.onSignal(at.signal, bundle, at.time));
                core.flush();
                told += out.size();
                driver.addChanges(changelog);
            }
            assertThat(changelog).as("also that detect has begun").hasSize(store.size() + 1);
        }
        assertThat(told).isGreaterThan(RESTARTS / 2);
    }
}
