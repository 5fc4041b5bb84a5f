package dev.farrier.stream.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.RandomCases;
import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.stream.topology.Brain;
import dev.farrier.stream.topology.CompiledPolicies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told because time has passed, and nothing came: the real topology is restored once, from its changelog, at each
 * position of a story. What was known of the sources is lost then, and silence counts from when they are heard again; but
 * nothing may be told twice, or never.
 */
class TimeAcrossRestartTest {
    private static final long T = 1_700_000_000_000L;
    private static final Bundle BUNDLE = Brain.compile("""
            kind: Source
            metadata: {name: app}
            spec: {receiver: events, lateness: 2s, liveness: {expectEvery: 1m, by: [host], maxLag: 2s}}
            ---
            kind: Inventory
            metadata: {name: i}
            spec:
              resources: [{name: h1, site: s, labels: {r: x}}, {name: never, site: s, labels: {r: x}}]
            ---
            kind: RemediationPolicy
            metadata: {name: silent}
            spec:
              match: [{name: beat, sources: [app], matchers: [name=beat]}]
              detect: {absence: {of: beat, for: 20s, expected: {r: x}}, groupBy: [host]}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            ---
            kind: RemediationPolicy
            metadata: {name: lasts}
            spec:
              match: [{name: bad, sources: [app], matchers: [name=bad]}, {name: good, sources: [app], matchers: [name=good]}]
              detect: {sustained: {of: bad, for: 15s}, groupBy: [host]}
              clears: {of: good}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            ---
            kind: RemediationPolicy
            metadata: {name: fades}
            spec:
              match: [{name: bad, sources: [app], matchers: [name=bad]}]
              detect: {sustained: {of: bad, for: 15s}, groupBy: [host]}
              clears: {quietFor: 10s}
              target: {resource: '{group.host}'}
              escalate: [{process: {argv: ['true']}}]
            """);

    @TempDir
    Path stateDir;

    private final MatchIndex match = MatchIndex.compile(BUNDLE);
    private final CompiledPolicies policies = new CompiledPolicies(commit -> BUNDLE, MatchListener.NONE);
    private final List<At> story = new ArrayList<>();

    private record At(long time, Signal signal) {}

    /**
     * All hosts beat, but h1 is silent from 30 s to 130 s. h2 is bad from 31 s on, and says so every 8 s; h3 from 31 s to
     * 36 s, and says so once. A marker comes every 3 s.
     */
    @BeforeEach
    void tell() {
        policies.activate(BUNDLE);
        for (int second = 0; second <= 180; second++) {
            if (second % 10 == 0) {
                event(second, "h2", "beat");
                event(second, "h3", "beat");
            }
            if (second % 10 == 0 && (second <= 30 || second > 120)) {
                event(second, "h1", "beat");
            }
            if (second >= 31 && (second - 31) % 8 == 0) {
                event(second, "h2", "bad");
            }
            if (second == 31) {
                event(second, "h3", "bad");
            }
            if (second == 36) {
                event(second, "h3", "good");
            }
            if (second % 3 == 0) {
                mark(second);
            }
        }
    }

    private void event(int second, String host, String name) {
        long time = T + second * 1_000L;
        Event event = Event.of("app/0/" + story.size(), "app", EventKind.EVENT, time, name, "", Map.of("host", host));
        match.match(event).forEach(matched -> story.add(new At(time, matched)));
    }

    private void mark(int second) {
        long time = T + second * 1_000L;
        TreeMap<String, Long> heard = new TreeMap<>(Map.of("host=v", time, "host=w", time));
        story.add(new At(
                time,
                new ProgressMarker(
                        List.of(new SourceProgress("app", "events", 0, 1, time, 0, heard, new TreeMap<>())))));
    }

    private static DetectorEngine core(HeapGroupStore store) {
        return new DetectorEngine(
                TaskAssignment.WHOLE, store, (policy, detector) -> Optional.empty(), (what, policy) -> {});
    }

    @Test
    void shouldTellEachSilenceAndWhatLastsOnceWhereverItIsRestored() {
        List<Map<String, byte[]>> changelogs = new ArrayList<>();
        List<List<DeciderInput>> told = new ArrayList<>();
        Map<String, byte[]> changelog = new LinkedHashMap<>();
        try (DetectDriver driver = new DetectDriver(policies, stateDir.resolve("whole"), Map.of())) {
            for (At at : story) {
                told.add(driver.pipe(at.signal, at.time));
                driver.addChanges(changelog);
                changelogs.add(new LinkedHashMap<>(changelog));
            }
        }
        assertThat(detections(told))
                .containsExactly("silent never at 20", "fades h2 at 46", "lasts h2 at 46", "silent h1 at 50");

        int later = 0;
        List<Integer> restarts =
                RandomCases.of(IntStream.range(1, story.size()).boxed().toList());
        for (int k : restarts) {
            HeapGroupStore store = new HeapGroupStore();
            DetectorEngine core = core(store);
            for (At at : story.subList(0, k)) {
                core.onSignal(at.signal, BUNDLE, at.time);
            }
            core.flush();
            core = core(store);
            List<List<DeciderInput>> all = new ArrayList<>(told.subList(0, k));
            try (DetectDriver driver = new DetectDriver(policies, stateDir.resolve("d" + k), changelogs.get(k - 1))) {
                for (At at : story.subList(k, story.size())) {
                    List<DeciderInput> out = driver.pipe(at.signal, at.time);
                    assertThat(out).isEqualTo(core.onSignal(at.signal, BUNDLE, at.time));
                    all.add(out);
                }
            }
            assertThat(groups(all)).as("restored after %d", k).isEqualTo(groups(told));
            assertThat(cleared(all)).as("restored after %d", k).isEqualTo(cleared(told));
            later += detections(all).equals(detections(told)) ? 0 : 1;
        }
        assertThat(later)
                .as("after some restarts the clocks begin anew")
                .isBetween(restarts.size() / (story.size() - 1), restarts.size());
    }

    private static List<Detection> only(List<List<DeciderInput>> told) {
        return told.stream()
                .flatMap(List::stream)
                .filter(Detection.class::isInstance)
                .map(Detection.class::cast)
                .toList();
    }

    private static List<String> detections(List<List<DeciderInput>> told) {
        return only(told).stream()
                .map(d -> d.policy() + " " + d.group().get("host") + " at " + (d.time() - T) / 1_000)
                .toList();
    }

    /** A list: told twice would be there twice. */
    private static List<String> groups(List<List<DeciderInput>> told) {
        return only(told).stream()
                .map(detection -> detection.policy() + " " + detection.group().get("host"))
                .sorted()
                .toList();
    }

    private static TreeSet<String> cleared(List<List<DeciderInput>> told) {
        TreeSet<String> cleared = new TreeSet<>();
        told.stream().flatMap(List::stream).forEach(input -> {
            if (input instanceof Evidence evidence && evidence.clearedAt() != 0) {
                cleared.add(evidence.policy() + " " + evidence.group().get("host") + " at " + evidence.clearedAt());
            }
        });
        return cleared;
    }
}
