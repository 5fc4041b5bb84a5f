package dev.farrier.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.DetectorEngine;
import dev.farrier.match.MatchIndex;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.serde.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {
    private static final int POLICIES = 100;
    private static final int EVENTS = 200_000;

    private final Traffic traffic = new Traffic(POLICIES, 1_780_000_000_000L);

    @TempDir
    private Path folder;

    @Test
    void shouldMatchInOneOfAHundredAndFireAsExpected() throws IOException {
        PolicyFiles.thresholds(folder, POLICIES, ExpectedFirings.WITHIN_MILLIS);
        String text = Files.readString(folder.resolve("policies.yaml"));
        CompileResult compiled = PolicyCompiler.compile(new TreeMap<>(Map.of("policies.yaml", text)), "test");
        Bundle bundle = compiled.bundle();
        assertThat(bundle).as("%s", compiled.problems()).isNotNull();
        DetectorEngine detectors = DetectorEngine.assumingLiveSources((what, policy) -> {});
        ExpectedFirings expected = new ExpectedFirings(POLICIES);
        long matching = 0;
        long firings = 0;
        try (MatchIndex index = MatchIndex.compile(bundle)) {
            for (long i = 0; i < EVENTS; i++) {
                int key = traffic.keyOf(i);
                if (key >= 0) {
                    expected.on(key, traffic.timeOf(i));
                }
                for (MatchedEvent matched : index.match(traffic.event(i))) {
                    assertThat(matched.matches())
                            .extracting(MatchedEvent.PolicyMatch::policy)
                            .containsExactly("policy-" + Traffic.policyOf(key));
                    matching++;
                    firings += detectors.onSignal(matched, bundle, traffic.timeOf(i)).stream()
                            .filter(Detection.class::isInstance)
                            .count();
                }
            }
        }

        assertThat(matching).isBetween(EVENTS / 100 - 200L, EVENTS / 100 + 200L);
        assertThat(firings).isEqualTo(expected.firings()).isGreaterThan(200);
    }

    @Test
    void shouldMakeTheSameEventOfAboutTheSameSizeEachTime() {
        RecordCodec<Event> codec = RecordCodec.of(Event.class);
        long bytes = 0;
        for (long i = 0; i < 1_000; i++) {
            assertThat(traffic.event(i)).isEqualTo(new Traffic(POLICIES, traffic.timeOf(0)).event(i));
            assertThat(traffic.event(i).labels()).hasSize(4);
            bytes += codec.encode(traffic.event(i)).length;
        }
        assertThat(bytes / 1_000).isBetween(225L, 275L);
    }

    @Test
    void shouldKeepAHostsEventsOnOnePartition() {
        Map<Integer, Integer> partitions = new TreeMap<>();
        Integer[] sizes = {0, 0, 0, 0};
        for (long i = 0; i < EVENTS; i++) {
            int partition = traffic.partitionOf(i);
            sizes[partition]++;
            int key = traffic.keyOf(i);
            if (key >= 0) {
                assertThat(partitions.computeIfAbsent(key, k -> partition)).isEqualTo(partition);
            }
        }
        assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(EVENTS / 4 - 1_000, EVENTS / 4 + 1_000));
    }
}
