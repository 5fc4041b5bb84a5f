package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.each;
import static dev.farrier.detect.Fixture.evidence;
import static dev.farrier.detect.Fixture.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertTest {
    private static final long T = 1_000_000;
    private final Fixture f = Fixture.of(each(), new Clearing.Resolved());

    private Evidence clearedAt(long lastMatch, long clearedAt) {
        return new Evidence("p", Labels.of("host", "a"), lastMatch, clearedAt, 0);
    }

    @Test
    void shouldFireOnceForAlertThatIsSentAgain() {
        assertThat(detections(f.alert("a", "f1", true, T, T)).getFirst().because())
                .isEqualTo("alert HighLoad firing");
        assertThat(f.alert("a", "f1", true, T, T)).isEmpty();
        assertThat(f.alert("a", "f1", true, T, T + 60_000)).isEmpty();
        assertThat(f.tally(Tally.What.REPEAT)).isEqualTo(2);
    }

    @Test
    void shouldFireAgainForNewStartsAt() {
        f.alert("a", "f1", true, T, T);
        assertThat(detections(f.alert("a", "f1", true, T + 1, T + 1))).hasSize(1);
    }

    @Test
    void shouldNotMatchResolved() {
        assertThat(f.alert("a", "f1", false, T, T + 5)).isEmpty();
        assertThat(detections(f.alert("a", "f1", true, T, T)))
                .as("told after its end")
                .isEmpty();
        assertThat(detections(f.alert("a", "f1", true, T + 10, T + 10))).hasSize(1);
    }

    @Test
    void shouldClearWhenEveryAlertThatFiredHasResolved() {
        f.alert("a", "f1", true, T, T);
        f.alert("a", "f2", true, T + 1, T + 1);
        f.alert("a", "f2", false, T + 1, T + 900);
        assertThat(evidence(f.marker(T + 1_000))).containsExactly(clearedAt(T + 1, 0));
        f.alert("a", "f1", false, T, T + 800);
        assertThat(evidence(f.marker(T + 2_000)))
                .as("the latest end, not the last told")
                .containsExactly(clearedAt(T + 1, T + 900));
        f.alert("a", "f3", true, T + 2_500, T + 2_500);
        assertThat(evidence(f.marker(T + 3_000))).containsExactly(clearedAt(T + 2_500, 0));
    }

    @Test
    void shouldClearWhenResolvedOfLaterFiringArrivesWithoutItsBeginning() {
        f.alert("a", "f1", true, T, T);
        f.alert("a", "f1", false, T + 100, T + 200);
        assertThat(evidence(f.marker(T + 1_000))).containsExactly(clearedAt(T, T + 200));
    }

    @Test
    void shouldNotBeLate() {
        f.alert("a", "f1", true, T, T);
        assertThat(detections(f.alert("a", "f2", true, T - 60_000, T - 60_000))).hasSize(1);
        Fixture two = Fixture.of(threshold(2, 10_000), new Clearing.Resolved());
        two.alert("a", "f1", true, T, T);
        assertThat(detections(two.alert("a", "f2", true, T - 60_000, T - 60_000))
                        .getFirst()
                        .time())
                .as("counts when it is heard of")
                .isEqualTo(T);
    }

    @Test
    void shouldBeReopenedByAlertBelowThreshold() {
        Fixture two = Fixture.of(threshold(2, 10_000), new Clearing.Resolved());
        two.alert("a", "f1", true, T, T);
        two.alert("a", "f2", true, T, T);
        two.alert("a", "f1", false, T, T + 1);
        two.alert("a", "f2", false, T, T + 2);
        assertThat(evidence(two.marker(T + 1_000))).containsExactly(clearedAt(T, T + 2));
        two.alert("a", "f1", true, T + 1_500, T + 1_500);
        assertThat(evidence(two.marker(T + 2_000))).containsExactly(clearedAt(T + 1_500, 0));
    }

    @Test
    void shouldCountEveryBeginningAndEndAsTransition() {
        Fixture flapping = Fixture.of(new Detector.Flapping(Set.of("bad"), 4, Duration.ofMinutes(10)), Fixture.quiet());
        flapping.alert("a", "f1", true, T, T);
        flapping.alert("a", "f1", true, T, T + 1);
        flapping.alert("a", "f1", false, T, T + 2);
        flapping.alert("a", "f2", true, T + 3, T + 3);
        assertThat(detections(flapping.alert("a", "f1", true, T + 4, T + 4)))
                .singleElement()
                .satisfies(detection -> {
                    assertThat(detection.because()).isEqualTo("4 changes of bad within 10m");
                    assertThat(detection.time()).isEqualTo(T + 4);
                });
        flapping.alert("a", "f1", false, T + 4, T + 5);
        assertThat(evidence(flapping.marker(T + 1_000)))
                .as("an end is a change too")
                .containsExactly(clearedAt(T + 5, 0));
    }

    @Test
    void shouldForgetAlertThatResolvedFirstWhenThereAreTooMany() {
        for (int i = 0; i < Symptom.ALERTS; i++) {
            f.alert("a", "f" + i, true, T, T);
        }
        f.alert("a", "f7", false, T, T + 2);
        f.alert("a", "f8", false, T, T + 1);
        f.alert("a", "new", true, T + 5, T + 5);
        assertThat(f.tally(Tally.What.ALERT_FORGOTTEN)).isEqualTo(1);
        assertThat(detections(f.alert("a", "f7", true, T, T))).as("still known").isEmpty();
        assertThat(detections(f.alert("a", "f8", true, T, T))).as("forgotten").hasSize(1);
    }

    @Test
    void shouldNeverCallGroupResolvedAfterAnAlertWasNotRemembered() {
        for (int i = 0; i <= Symptom.ALERTS; i++) {
            f.alert("a", "f" + i, true, T, T);
        }
        for (int i = 0; i <= Symptom.ALERTS; i++) {
            f.alert("a", "f" + i, false, T, T + 10);
        }
        assertThat(evidence(f.marker(T + 1_000))).containsExactly(clearedAt(T, 0));
    }
}
