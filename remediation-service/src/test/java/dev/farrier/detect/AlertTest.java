package dev.farrier.detect;

import static dev.farrier.detect.Fixture.detections;
import static dev.farrier.detect.Fixture.each;
import static dev.farrier.detect.Fixture.evidence;
import static dev.farrier.detect.Fixture.threshold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.detect.type.FlappingDetector;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.policy.Clearing;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertTest {
    private static final long T = 1_000_000;
    private static final long DAY = Duration.ofDays(1).toMillis();
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
        assertThat(f.tally(DropCounter.DropReason.REPEAT)).isEqualTo(2);
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
    void shouldTakeAFiringForTheSameWhenItsStartGoesBack() {
        f.alert("a", "f1", true, T + 15_000, T + 30_000);
        assertThat(detections(f.alert("a", "f1", true, T, T + 300_000)))
                .as("another Prometheus tells of it")
                .isEmpty();
        f.alert("a", "f1", false, T, T + 400_000);
        assertThat(evidence(f.marker(T + 401_000))).containsExactly(clearedAt(T + 30_000, T + 400_000));
    }

    @ParameterizedTest
    @CsvSource({
        // start of the firing that is told after the end, how much later, whether it is news
        "0, 1, false",
        "0, 30000, false",
        "0, 30001, true",
        "15000, 30000, false",
        "15000, 30001, true",
        "-1, 1, false",
        // it can have begun until it was first told
        "20000, 1, false",
        "20001, 1, true",
    })
    void shouldTakeAFiringAfterItsEndForAnEchoOnlyWithinHaGrace(long start, long later, boolean news) {
        f.alert("a", "f1", true, T, T + 20_000);
        f.alert("a", "f1", true, T + 15_000, T + 21_000);
        f.alert("a", "f1", false, T + 15_000, T + 60_000);
        assertThat(detections(f.alert("a", "f1", true, T + start, T + 60_000 + later)))
                .hasSize(news ? 1 : 0);
        assertThat(evidence(f.marker(T + 200_000)))
                .as("it takes back what had cleared")
                .singleElement()
                .extracting(Evidence::clearedAt)
                .isEqualTo(news ? 0 : T + 60_000);
    }

    @Test
    void shouldCountTheGraceFromTheFirstWordOfAnEnd() {
        f.alert("a", "f1", true, T, T);
        f.alert("a", "f1", false, T, T + 60_000);
        f.alert("a", "f1", false, T, T + 80_000);
        assertThat(detections(f.alert("a", "f1", true, T, T + 90_001)))
                .as("the end was only repeated")
                .hasSize(1);
    }

    @Test
    void shouldResolveAgainWhenMoreAlertsThanAreRememberedHaveLongEnded() {
        for (int i = 0; i <= SymptomState.ALERTS; i++) {
            f.alert("a", "f" + i, true, T, T);
            f.alert("a", "f" + i, true, T, T);
        }
        for (int i = 0; i <= SymptomState.ALERTS; i++) {
            f.alert("a", "f" + i, false, T, T + 10);
        }
        assertThat(detections(f.alert("a", "new", true, T + 2 * DAY, T + 2 * DAY))
                        .getFirst()
                        .symptomStart())
                .isEqualTo(T + 2 * DAY);
        f.alert("a", "new", false, T + 2 * DAY, T + 2 * DAY + 7);
        assertThat(evidence(f.marker(T + 2 * DAY + 1_000)))
                .singleElement()
                .extracting(Evidence::clearedAt)
                .isEqualTo(T + 2 * DAY + 7);
    }

    @Test
    void shouldEndAFiringWhateverStartItsResolvedTells() {
        f.alert("a", "f1", true, T + 10_000, T + 10_000);
        f.alert("a", "f1", false, T - 5_000, T + 20_000);
        assertThat(evidence(f.marker(T + 21_000))).containsExactly(clearedAt(T + 10_000, T + 20_000));
    }

    @Test
    void shouldFireAgainForTheSameNotificationAfterAFalseEnd() {
        f.alert("a", "f1", true, T, T);
        f.alert("a", "f1", false, T, T + 360_000);
        assertThat(detections(f.alert("a", "f1", true, T, T + 420_000))).hasSize(1);
        assertThat(detections(f.alert("a", "f1", true, T, T + 14_000_000)))
                .as("sent again")
                .isEmpty();
    }

    @Test
    void shouldTellWhenTheSymptomBegan() {
        assertThat(detections(f.alert("a", "f1", true, T, T)).getFirst().symptomStart())
                .isEqualTo(T);
        assertThat(detections(f.alert("a", "f1", true, T + DAY, T + DAY))
                        .getFirst()
                        .symptomStart())
                .as("a newer start proves that the old firing has ended")
                .isEqualTo(T + DAY);
        f.alert("a", "f1", false, T + DAY, T + DAY + 5);
        assertThat(detections(f.alert("a", "f2", true, T + DAY + 9, T + DAY + 10))
                        .getFirst()
                        .symptomStart())
                .as("it was told to have ended")
                .isEqualTo(T + DAY + 9);
    }

    @Test
    void shouldNotTakeASymptomForNewWhileAnotherAlertOfTheGroupFires() {
        f.alert("a", "f1", true, T, T);
        f.alert("a", "f2", true, T, T + 1);
        f.alert("a", "f2", true, T, T + 100);
        assertThat(detections(f.alert("a", "f1", true, T + 50, T + 100 + DAY - 1))
                        .getFirst()
                        .symptomStart())
                .as("the other one was told of within a day")
                .isEqualTo(T);
        assertThat(detections(f.alert("a", "f4", true, T + 20 * DAY, T + 20 * DAY))
                        .getFirst()
                        .symptomStart())
                .as("nobody has told of the others for a day")
                .isEqualTo(T + 20 * DAY);
        f.alert("a", "f4", false, T + 20 * DAY, T + 20 * DAY + 5);
        assertThat(evidence(f.marker(T + 20 * DAY + 1_000)))
                .as("those that ended untold hold nothing up")
                .singleElement()
                .extracting(Evidence::clearedAt)
                .isEqualTo(T + 20 * DAY + 5);
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
        Fixture flapping = Fixture.of(new FlappingDetector(Set.of("bad"), 4, Duration.ofMinutes(10)), Fixture.quiet());
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
        for (int i = 0; i < SymptomState.ALERTS; i++) {
            f.alert("a", "f" + i, true, T, T);
        }
        f.alert("a", "f7", false, T, T + 2);
        f.alert("a", "f8", false, T, T + 1);
        f.alert("a", "new", true, T + 5, T + 5);
        assertThat(f.tally(DropCounter.DropReason.ALERT_FORGOTTEN)).isEqualTo(1);
        assertThat(detections(f.alert("a", "f7", true, T, T))).as("still known").isEmpty();
        assertThat(detections(f.alert("a", "f8", true, T, T))).as("forgotten").hasSize(1);
    }

    @Test
    void shouldNeverCallGroupResolvedAfterAnAlertWasNotRemembered() {
        for (int i = 0; i <= SymptomState.ALERTS; i++) {
            f.alert("a", "f" + i, true, T, T);
        }
        for (int i = 0; i <= SymptomState.ALERTS; i++) {
            f.alert("a", "f" + i, false, T, T + 10);
        }
        assertThat(evidence(f.marker(T + 1_000))).containsExactly(clearedAt(T, 0));
    }
}
