package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.each;
import static dev.farrier.detect.Fixture.evidence;
import static dev.farrier.detect.Fixture.progress;
import static dev.farrier.detect.Fixture.quiet;
import static dev.farrier.detect.Fixture.threshold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.detect.DetectorEngine.TaskAssignment;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.detect.time.SourceClocks;
import dev.farrier.detect.type.ThresholdDetector;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.ProgressMarker.SourceProgress;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorEngineTest {
    private static final long T = 1_000_000;

    @Test
    void shouldFireOnEveryMatchForEach() {
        Fixture f = Fixture.of(each(), quiet());
        assertThat(f.event("x", "a", T, "bad"))
                .containsExactly(new Detection(
                        "p", "c1", Labels.of("host", "a"), T, 1, List.of("syslog"), "a match of bad", List.of("x"), 0));
        assertThat(detections(f.event("y", "a", T, "bad"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0,     true", "9999,  true", "10000, false", "10001, false"})
    void shouldCountInHalfOpenWindow(long later, boolean fires) {
        Fixture f = Fixture.of(threshold(3, 10_000), quiet());
        assertThat(f.bad("a", T)).isEmpty();
        assertThat(f.bad("a", T + later)).isEmpty();
        List<Detection> fired = detections(f.bad("a", T + later));
        assertThat(fired).hasSize(fires ? 1 : 0);
        if (fires) {
            assertThat(fired.getFirst().because()).isEqualTo("3 matches of bad within 10s");
            assertThat(fired.getFirst().samples()).containsExactly("e0", "e1", "e2");
            assertThat(fired.getFirst().time()).isEqualTo(T + later);
        }
    }

    @Test
    void shouldCountAfreshAfterFiring() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet());
        List<Integer> fired = IntStream.range(0, 6)
                .mapToObj(i -> detections(f.bad("a", T + i)).size())
                .toList();
        assertThat(fired).containsExactly(0, 1, 0, 1, 0, 1);
    }

    @Test
    void shouldCountGroupsApart() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet());
        assertThat(f.bad("a", T)).isEmpty();
        assertThat(f.bad("b", T + 1)).isEmpty();
        assertThat(detections(f.bad("a", T + 2)).getFirst().group()).isEqualTo(Labels.of("host", "a"));
    }

    @Test
    void shouldCountEventThatMeetsSeveralAlternativesOnce() {
        Fixture f = new Fixture(
                Fixture.policy(
                        "p", new ThresholdDetector(Set.of("bad", "good"), 2, Duration.ofSeconds(1)), quiet(), "h1"),
                List.of("host"));
        assertThat(f.event("x", "a", T, "bad", "good")).isEmpty();
    }

    @Test
    void shouldIgnoreAlternativeThatDetectorDoesNotName() {
        Fixture f = Fixture.of(each(), quiet());
        assertThat(f.event("x", "a", T, "good")).isEmpty();
        assertThat(f.store.size()).isZero();
    }

    @Test
    void shouldIgnoreDuplicateId() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet());
        f.event("x", "a", T, "bad");
        assertThat(f.event("x", "a", T, "bad")).isEmpty();
        f.event("y", "a", T, "good");
        assertThat(f.tally(DropCounter.DropReason.DUPLICATE)).isEqualTo(1);
        assertThat(detections(f.event("z", "a", T, "bad"))).hasSize(1);
    }

    @Test
    void shouldRememberAsManyIdsAsItCounts() {
        Fixture f = Fixture.of(threshold(100, 10_000), quiet());
        for (int i = 0; i < 99; i++) {
            f.event("x" + i, "a", T, "bad");
        }
        assertThat(f.event("x0", "a", T, "bad")).isEmpty();
        assertThat(detections(f.event("x99", "a", T, "bad"))).hasSize(1);
    }

    @Test
    void shouldNotEvaluateEventOlderThanItsGroupsNewest() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet());
        f.bad("a", T);
        assertThat(f.bad("a", T - 1)).isEmpty();
        assertThat(f.tally(DropCounter.DropReason.LATE)).isEqualTo(1);
        assertThat(f.bad("b", T - 1)).as("another group").isEmpty();
        assertThat(f.tally(DropCounter.DropReason.LATE)).isEqualTo(1);
        assertThat(detections(f.bad("a", T))).as("of the same time").hasSize(1);
    }

    @Test
    void shouldSendEvidenceBeforeProgressOnceGroupHasFired() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet());
        f.bad("a", T);
        assertThat(evidence(f.marker(T, "a"))).as("has not fired").isEmpty();
        f.bad("a", T + 1);
        List<?> out = f.marker(T + 1_000, "a");
        assertThat(out).hasSize(2);
        assertThat(out.getFirst()).isEqualTo(new Evidence("p", Labels.of("host", "a"), T + 1, 0, 0));
        assertThat(f.marker(T + 2_000, "a")).as("nothing has changed").hasSize(1);
        f.bad("a", T + 2_500);
        assertThat(evidence(f.marker(T + 3_000)))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T + 2_500, 0, 0));
    }

    @Test
    void shouldSendEvidenceThatCrashHasCutOff() {
        Fixture f = Fixture.of(each(), quiet());
        f.bad("a", T);
        f.restart();
        assertThat(evidence(f.marker(T + 1))).hasSize(1);
    }

    @Test
    void shouldReportAtMostOnceASecond() {
        Fixture f = Fixture.of(each(), quiet());
        f.marker(T);
        f.bad("a", T + 1);
        assertThat(f.marker(T + DetectorEngine.REPORT_EVERY - 1)).isEmpty();
        assertThat(f.marker(T + DetectorEngine.REPORT_EVERY)).hasSize(2);
    }

    @Test
    void shouldClearByNamedMatchAndReopenWhenItFiresAgain() {
        Fixture f = Fixture.of(each(), new Clearing.ClearingEvent(Set.of("good")));
        assertThat(f.event("g0", "a", T - 1, "good")).as("nothing to clear").isEmpty();
        f.bad("a", T);
        assertThat(f.event("g1", "a", T + 10, "good", "bad"))
                .as("clears instead of counting")
                .isEmpty();
        f.event("g2", "a", T + 20, "good");
        assertThat(evidence(f.marker(T + 1_000)))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T, T + 10, 0));
        f.bad("a", T + 1_500);
        assertThat(evidence(f.marker(T + 2_000)))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T + 1_500, 0, 0));
    }

    @Test
    void shouldFollowGroupAcrossEditOfItsDetector() {
        Fixture f = Fixture.of(each(), quiet());
        f.bad("a", T);
        f.marker(T);
        Policy edited = Fixture.policy("p", threshold(3, 10_000), quiet(), "h2");
        Bundle bundle = Fixture.bundle("c2", edited, List.of("host"));
        var event = Event.of("n", "syslog", EventKind.LOG, T + 5, "", "", Labels.of("host", "a"));
        var match = new MatchedEvent.PolicyMatch("p", "h2", List.of("bad"));
        var signal = new MatchedEvent(event, Labels.of("host", "a"), List.of(match));
        assertThat(f.engine.onSignal(signal, bundle, T + 5)).isEmpty();
        assertThat(evidence(f.marker(T + 1_000)))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T + 5, 0, 0));
    }

    @Test
    void shouldUseEarlierCommitForSignalMadeUnderIt() {
        Fixture f = Fixture.of(each(), quiet());
        Bundle current = Fixture.bundle("c2", Fixture.policy("p", threshold(2, 1), quiet(), "h2"), List.of("host"));
        DetectorEngine knowing = new DetectorEngine(
                TaskAssignment.WHOLE,
                new HeapGroupStore(),
                (policy, detector) -> detector.equals("h1") ? Optional.of(f.bundle) : Optional.empty(),
                (what, policy) -> {});
        var event = Event.of("n", "syslog", EventKind.LOG, T, "", "", Labels.of("host", "a"));
        var old = new MatchedEvent(
                event, Labels.of("host", "a"), List.of(new MatchedEvent.PolicyMatch("p", "h1", List.of("bad"))));
        assertThat(detections(knowing.onSignal(old, current, T)).getFirst().commit())
                .isEqualTo("c1");
        assertThat(f.engine.onSignal(old, current, T)).as("not at hand").isEmpty();
        assertThat(f.tally(DropCounter.DropReason.UNKNOWN_DETECTOR)).isEqualTo(1);
    }

    @Test
    void shouldReportSourceOnlyWhenAllItsPartitionsHaveSpoken() {
        Fixture f = Fixture.of(each(), quiet());
        assertThat(f.markerOf(T, part(0, 2, T + 9_000, 0))).isEmpty();
        assertThat(f.markerOf(T + 1_000, part(1, 2, 0, 0)))
                .as("has read nothing")
                .isEmpty();
        assertThat(progress(f.markerOf(T + 2_000, part(1, 2, 0, T + 2_000)))
                        .getFirst()
                        .watermarks())
                .as("caught up, less the greatest lag")
                .isEqualTo(Map.of("syslog", T + 2_000 - Fixture.MAX_LAG.toMillis()));
        assertThat(progress(f.markerOf(T + 3_000, part(1, 2, T - 9_000, T + 3_000)))
                        .getFirst()
                        .watermarks())
                .as("never goes back")
                .isEqualTo(Map.of("syslog", T - 2_000));
        assertThat(f.markerOf(T + 4_000, part(0, 3, T + 9_000, 0)))
                .as("a third partition")
                .isEmpty();
        assertThat(progress(f.markerOf(T + 5_000, part(2, 3, T, 0)))).hasSize(1);
    }

    private static SourceProgress part(int partition, int partitions, long watermark, long caughtUpAt) {
        return new SourceProgress("syslog", "logs", partition, partitions, watermark, caughtUpAt, new TreeMap<>());
    }

    @Test
    void shouldReportWhoWasHeardOnceAndOnlyFromOwner() {
        Fixture f = Fixture.of(each(), quiet());
        assertThat(progress(f.marker(T, "a", "b")).getFirst().heard())
                .isEqualTo(Map.of("syslog", Map.of("host=a", T, "host=b", T)));
        assertThat(progress(f.marker(T + 1_000, "b")).getFirst().heard())
                .isEqualTo(Map.of("syslog", Map.of("host=b", T + 1_000)));
        long owners = IntStream.range(0, 7)
                .filter(partition -> {
                    f.engine = new DetectorEngine(
                            new TaskAssignment(partition, 7, group -> true),
                            new HeapGroupStore(),
                            (p, d) -> Optional.empty(),
                            (what, policy) -> {});
                    return !progress(f.marker(T, "a")).getFirst().heard().isEmpty();
                })
                .count();
        assertThat(owners).isEqualTo(1);
    }

    @Test
    void shouldSplitProgressOfManySpeakers() {
        Fixture f = Fixture.of(each(), quiet());
        String[] hosts = IntStream.range(0, MANY)
                .mapToObj("a-host-with-quite-a-long-name-%06d"::formatted)
                .toArray(String[]::new);
        var reports = progress(f.marker(T, hosts));
        assertThat(reports).hasSizeGreaterThan(5);
        assertThat(reports.stream()
                        .mapToInt(report -> report.heard()
                                .getOrDefault("syslog", new TreeMap<>())
                                .size())
                        .sum())
                .isEqualTo(SourceClocks.SPEAKERS);
        assertThat(reports)
                .allSatisfy(
                        report -> assertThat(report.heard().toString().length()).isLessThan(600_000));
        assertThat(f.tally(DropCounter.DropReason.SPEAKER_FORGOTTEN)).isEqualTo(MANY - SourceClocks.SPEAKERS);
    }

    private static final int MANY = SourceClocks.SPEAKERS + 3;

    @Test
    void shouldForgetGroupsInBoundedBatches() {
        Fixture f = Fixture.of(each(), quiet());
        for (int i = 0; i < 1_500; i++) {
            f.bad("h" + i, T);
        }
        long week = StateTables.days(7);
        f.bad("h0", T + week);
        f.engine.flush();
        long before = f.store.size();
        f.marker(T + week + 1_000);
        f.engine.flush();
        assertThat(f.store.size()).isBetween((int) before - 5_000, (int) before - 2_000);
        for (int i = 2; i < 10; i++) {
            f.marker(T + week + 1_000 * i);
        }
        f.engine.flush();
        assertThat(f.store.range("s|", "s}", 10))
                .hasSize(1)
                .first()
                .satisfies(entry -> assertThat(entry.key()).isEqualTo("s|1|host=h0"));
        assertThat(f.store.range("w|", "w}", 10)).hasSize(1);
        for (int i = 0; i < 3; i++) {
            f.marker(T + 3 * week + 1_000 * i);
        }
        f.engine.flush();
        assertThat(f.store.size()).isZero();
    }

    @Test
    void shouldForgetTheLongestIdleGroupOfTooMany() {
        Fixture f = Fixture.of(threshold(2, 10_000), quiet()).withGroups(2);
        f.bad("a", T);
        f.bad("b", T + 1);
        f.bad("c", T + 2);
        assertThat(f.tally(DropCounter.DropReason.GROUP_FORGOTTEN)).isEqualTo(1);
        assertThat(f.bad("a", T + 3)).as("was forgotten, and so is b now").isEmpty();
        assertThat(f.tally(DropCounter.DropReason.GROUP_FORGOTTEN)).isEqualTo(2);
        assertThat(detections(f.bad("c", T + 4))).hasSize(1);
    }

    @Test
    void shouldRefuseStateOfNewerVersion() {
        Fixture f = Fixture.of(each(), quiet());
        f.bad("a", T);
        f.engine.flush();
        for (String key : List.of("w|1|host=a", "s|1|host=a")) {
            byte[] state = f.store.get(key);
            assertThat(state).as(key).isNotNull();
            byte[] newer = Arrays.copyOf(state, state.length);
            newer[0] = 9;
            f.store.put(key, newer);
            f.restart();
            assertThatThrownBy(() -> f.bad("a", T + 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("format version 9, this program reads 1 to ");
            f.store.put(key, state);
        }
    }
}
