package dev.farrier.detect;

import static dev.farrier.detect.Fixture.absence;
import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.type.AbsenceDetector;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.ProgressMarker;
import dev.farrier.policy.Clearing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AbsenceTest {
    private static final long T = 1_000_000;
    private static final long FOR = 30_000;
    private final Fixture f = Fixture.of(absence(FOR), new Clearing.FreshEvent());

    @Test
    void shouldFireOnceWhenClockHasPassedItsEnd() {
        f.bad("a", T);
        assertThat(detections(f.marker(T, "a", "b"))).isEmpty();
        assertThat(detections(f.marker(T + FOR, "b")))
                .as("an event at the very end would count")
                .isEmpty();
        assertThat(detections(f.marker(T + FOR + 1, "b")))
                .containsExactly(new Detection(
                        "p",
                        "c1",
                        Labels.of("host", "a"),
                        T + FOR,
                        0,
                        List.of("syslog"),
                        "silent for 30s",
                        List.of(),
                        0,
                        T,
                        0,
                        Labels.empty()));
        assertThat(detections(f.marker(T + 10 * FOR, "b"))).isEmpty();
    }

    @Test
    void shouldNotFireForGroupThatSpokeAtTheVeryEnd() {
        f.bad("a", T);
        f.marker(T, "a", "b");
        f.bad("a", T + FOR);
        assertThat(detections(f.marker(T + FOR + 1, "a", "b"))).isEmpty();
        assertThat(detections(f.marker(T + 2 * FOR, "b"))).isEmpty();
        assertThat(detections(f.marker(T + 2 * FOR + 1, "b"))).hasSize(1);
    }

    @Test
    void shouldBeClearedByFreshEventAndFireAgainAfterwards() {
        f.bad("a", T);
        f.marker(T, "a", "b");
        assertThat(evidence(f.marker(T + FOR + 1, "b")))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T, 0, 0));
        f.bad("a", T + 50_000);
        f.bad("a", T + 51_000);
        assertThat(evidence(f.marker(T + 52_000, "a", "b")))
                .containsExactly(new Evidence("p", Labels.of("host", "a"), T + 51_000, T + 50_000, 0));
        List<?> out = f.marker(T + 51_000 + FOR + 1, "b");
        assertThat(out.getFirst()).isInstanceOf(Detection.class);
        assertThat(out.get(1)).isEqualTo(new Evidence("p", Labels.of("host", "a"), T + 51_000, 0, 0));
    }

    @Test
    void shouldNotTakeRepeatedHeartbeatForFreshOne() {
        f.event("x", "a", T, "bad");
        f.marker(T, "a", "b");
        f.marker(T + FOR + 1, "b");
        f.event("x", "a", T, "bad");
        assertThat(evidence(f.marker(T + 2 * FOR, "b"))).isEmpty();
    }

    @Test
    void shouldNotFireWhileNobodyElseIsHeard() {
        f.bad("a", T);
        f.bad("b", T);
        f.marker(T, "a", "b");
        // The source is caught up and silent: every clock goes on.
        assertThat(detections(f.marker(T + 2 * FOR, T, T + 2 * FOR))).isEmpty();
        assertThat(detections(f.marker(T + 20 * FOR, T, T + 20 * FOR))).isEmpty();
    }

    @Test
    void shouldNotFireWhenOnlyTheGroupItselfIsHeard() {
        f.bad("a", T);
        f.marker(T, "a");
        f.marker(T + 20_000, "a");
        assertThat(detections(f.marker(T + 2 * FOR, "a"))).isEmpty();
        assertThat(detections(f.marker(T + 2 * FOR + 1_000, "b"))).hasSize(1);
    }

    @Test
    void shouldGiveEverybodyFullTimeAfterOutageOfSource() {
        f.bad("a", T);
        f.bad("b", T);
        f.marker(T, "a", "b");
        long back = T + Fixture.EXPECT_EVERY.toMillis() + 60_000;
        f.bad("b", back);
        assertThat(detections(f.marker(back, "b"))).isEmpty();
        f.bad("b", back + FOR);
        assertThat(detections(f.marker(back + FOR, "b"))).isEmpty();
        assertThat(detections(f.marker(back + FOR + 1, "b")))
                .singleElement()
                .satisfies(detection -> assertThat(detection.time()).isEqualTo(back + FOR));
    }

    @Test
    void shouldGiveEverybodyFullTimeAfterOwnOutage() {
        f.bad("a", T);
        f.marker(T, "a", "b");
        f.restart();
        long back = T + 10 * FOR;
        assertThat(detections(f.marker(back, "b"))).isEmpty();
        assertThat(detections(f.marker(back + FOR, "b"))).isEmpty();
        assertThat(detections(f.marker(back + FOR + 1, "b"))).hasSize(1);
    }

    @Test
    void shouldStayAliveOnGapOfExpectEvery() {
        f.bad("a", T);
        f.marker(T, "a", "b");
        long next = T + Fixture.EXPECT_EVERY.toMillis();
        assertThat(detections(f.marker(next, "b")))
                .as("no outage: silence counts from the last heartbeat")
                .hasSize(1);
    }

    @Test
    void shouldWaitUntilSourceIsKnown() {
        f.bad("a", T);
        assertThat(f.marker(T + 9 * FOR)).as("nobody was heard").hasSize(1);
        assertThat(detections(f.marker(T + 9 * FOR + 1_000))).isEmpty();
    }

    @Test
    void shouldJudgeBySourceAsAWholeWhenItTellsNoSpeakersApart() {
        Fixture whole = new Fixture(Fixture.policy("p", absence(FOR), new Clearing.FreshEvent(), "h1"), List.of());
        whole.bad("a", T);
        whole.markerOf(
                T, new ProgressMarker.SourceProgress("syslog", "logs", 0, 1, T, 0, new TreeMap<>(Map.of("", T))));
        assertThat(detections(whole.marker(T + FOR + 6_000, T, T + FOR + 5_000)))
                .isEmpty();
        assertThat(detections(whole.marker(T + FOR + 7_000, T, T + FOR + 5_001)))
                .hasSize(1);
    }

    @Test
    void shouldTellSpeakersApartByTheLabelsTheGroupHas() {
        Fixture units = new Fixture(
                Fixture.policy("p", absence(FOR), new Clearing.FreshEvent(), "h1"), List.of("host", "unit"));
        units.bad("a", T);
        units.markerOf(T, heard(T, "a", "x,=\\"));
        assertThat(detections(units.markerOf(T + FOR + 1, heard(T + FOR + 1, "a", "y"))))
                .isEmpty();
        assertThat(detections(units.markerOf(T + FOR + 2, heard(T + FOR + 2, "b", "x"))))
                .hasSize(1);
    }

    private static ProgressMarker.SourceProgress heard(long time, String host, String unit) {
        return new ProgressMarker.SourceProgress(
                "syslog",
                "logs",
                0,
                1,
                time + Fixture.MAX_LAG.toMillis(),
                0,
                new TreeMap<>(Map.of(Labels.key(Labels.of("host", host, "unit", unit)), time)));
    }

    @Test
    void shouldLookAtManyGroupsInBatchesAndMissNone() {
        for (int i = 0; i < 2_500; i++) {
            f.bad("h" + i, T);
        }
        f.marker(T, "z");
        int found = 0;
        for (int i = 1; i <= 3; i++) {
            int batch = detections(f.marker(T + FOR + i, "z")).size();
            assertThat(batch).isLessThanOrEqualTo(TimerEvaluator.BATCH);
            found += batch;
        }
        assertThat(found).isEqualTo(2_500);
    }

    @Test
    void shouldForgetSilentGroupAfterThirtyDays() {
        f.bad("a", T);
        f.marker(T, "a", "b");
        long month = StateTables.days(30) + FOR;
        f.marker(T + month, "b");
        f.engine.flush();
        assertThat(f.store.range("a|", "a}", 10)).hasSize(1);
        f.marker(T + month + 1_000, "b");
        f.engine.flush();
        assertThat(f.store.range("a|", "a}", 10)).isEmpty();
        f.engine.flush();
        assertThat(f.store.range("d|", "d}", 10)).isEmpty();
    }

    private Fixture expecting() {
        return Fixture.of(
                new AbsenceDetector(Set.of("bad"), Duration.ofMillis(FOR), Labels.of("role", "r")),
                new Clearing.FreshEvent());
    }

    @Test
    void shouldFireForResourceThatNeverSpoke() {
        Fixture e = expecting();
        e.inventory("a", "b");
        e.marker(T, "w");
        e.bad("a", T + 20_000);
        e.marker(T + 20_000, "w");
        assertThat(detections(e.marker(T + FOR, "w"))).isEmpty();
        assertThat(detections(e.marker(T + FOR + 1, "w")))
                .containsExactly(new Detection(
                        "p",
                        "c3",
                        Labels.of("host", "b"),
                        T + FOR,
                        0,
                        List.of("syslog"),
                        "never heard, and expected for 30s",
                        List.of(),
                        0,
                        T,
                        0,
                        Labels.empty()));
        assertThat(detections(e.marker(T + 20_000 + FOR + 1, "w")).getFirst().because())
                .isEqualTo("silent for 30s");
        e.bad("b", T + 60_000);
        assertThat(evidence(e.marker(T + 60_000, "w")))
                .containsExactly(new Evidence("p", Labels.of("host", "b"), T + 60_000, T + 60_000, 0));
        assertThat(detections(e.marker(T + 60_000 + FOR + 1, "w"))).hasSize(1);
    }

    @Test
    void shouldExpectNobodyAgainAfterRestart() {
        Fixture e = expecting();
        e.inventory("a");
        e.marker(T, "w");
        e.restart();
        e.marker(T + 5_000, "w");
        assertThat(detections(e.marker(T + 5_000 + FOR + 1, "w"))).hasSize(1);
        e.restart();
        e.marker(T + 50_000, "w");
        assertThat(detections(e.marker(T + 50_000 + FOR + 1, "w"))).isEmpty();
    }

    @Test
    void shouldGiveFullTimeToResourceThatIsNewAndLeaveOutOneThatIsGone() {
        Fixture e = expecting();
        e.inventory("a");
        e.marker(T, "w");
        e.inventory("b");
        e.marker(T + 10_000, "w");
        assertThat(detections(e.marker(T + FOR + 10_000, "w"))).as("a is gone").isEmpty();
        assertThat(detections(e.marker(T + FOR + 10_001, "w")))
                .singleElement()
                .satisfies(one -> assertThat(one.group()).isEqualTo(Labels.of("host", "b")));
        e.engine.flush();
        assertThat(e.store.range("a|", "a}", 10)).hasSize(1);
    }

    @Test
    void shouldExpectOnlyGroupsOfItsPartition() {
        Fixture e = expecting();
        e.owns = group -> group.equals("host=b");
        e.restart();
        e.inventory("a", "b", "c");
        e.marker(T, "w");
        assertThat(detections(e.marker(T + FOR + 1, "w"))).hasSize(1);
    }

    @Test
    void shouldEnterManyInBatches() {
        Fixture e = expecting();
        e.inventory(IntStream.range(0, 2_500).mapToObj(i -> "h" + i).toArray(String[]::new));
        for (int i = 0; i < 3; i++) {
            e.marker(T + i, "w");
        }
        int found = 0;
        for (int i = 1; i <= 5; i++) {
            found += detections(e.marker(T + FOR + 10 + i, "w")).size();
        }
        assertThat(found).isEqualTo(2_500);
    }
}
