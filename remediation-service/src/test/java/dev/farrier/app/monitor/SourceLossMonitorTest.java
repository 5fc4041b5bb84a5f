package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.api.route.ReadinessCheck.CheckState;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.OperatorInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceLossMonitorTest {
    private static final Set<String> SOURCES = Set.of("alerts");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<OperatorInput> told = new ArrayList<>();
    private boolean kafkaAway;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SourceLossMonitor watch = new SourceLossMonitor(
            input -> {
                if (kafkaAway) {
                    throw new IllegalStateException("Kafka does not answer");
                }
                told.add(input);
            },
            registry,
            () -> now);

    @BeforeEach
    void readsToTheEnd() {
        watch.recordReadState("");
    }

    private void letter(String source) {
        watch.recordDeadLetter(
                new DeadLetter(source, "413: too large", "http/1", now.toEpochMilli(), 0, "", ""), now.toEpochMilli());
    }

    private void letters(int count) {
        for (int i = 0; i < count; i++) {
            letter("alerts");
        }
    }

    private void later(Duration by) {
        now = now.plus(by);
        watch.evaluate(SOURCES);
    }

    /** Three letters over five minutes. */
    private void lose() {
        letters(2);
        now = now.plus(SourceLossMonitor.REPORT_AFTER);
        letter("alerts");
        later(Duration.ZERO);
    }

    private List<Boolean> losing() {
        return told.stream()
                .map(input -> !((OperatorInput.SourceLoss) input).why().isEmpty())
                .toList();
    }

    private List<ReadinessCheck> warnings() {
        return watch.checks().stream()
                .filter(check -> check.state() == CheckState.WARN)
                .toList();
    }

    private double gauge() {
        return registry.get("farrier.source.loses")
                .tags("source", "alerts")
                .gauge()
                .value();
    }

    @Test
    void shouldLetAReportStandForAWhileThoughNothingIsLost() {
        later(Duration.ZERO);
        later(SourceLossMonitor.QUIET.plusMinutes(1));

        watch.recordOperatorInput(new OperatorInput.SourceLoss("doctor", "TEST"), now.toEpochMilli());
        later(SourceLossMonitor.REPORT_STANDS.minusMillis(1));
        assertThat(told).isEmpty();

        later(Duration.ofMillis(1));
        assertThat(told).containsExactly(new OperatorInput.SourceLoss("doctor", ""));
    }

    @Test
    void shouldTellOfASourceThatGoesOnLosingAndOnceThatItIsOver() {
        letter("alerts");
        letter("alerts");
        later(SourceLossMonitor.REPORT_AFTER.minusMillis(1));
        letter("alerts");
        later(Duration.ZERO);
        assertThat(told).as("not over 5 minutes").isEmpty();
        assertThat(warnings()).isEmpty();
        assertThat(gauge()).isZero();

        later(Duration.ofMillis(1));
        letter("alerts");
        later(Duration.ZERO);
        assertThat(told)
                .containsExactly(new OperatorInput.SourceLoss(
                        "alerts", "4 dead letters since 2026-01-01T00:00:00Z, the last: 413: too large"));
        assertThat(warnings()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("loss alerts");
            assertThat(check.ok()).isTrue();
            assertThat(check.detail()).contains("the last: 413: too large");
        });
        assertThat(gauge()).isEqualTo(1);

        later(SourceLossMonitor.QUIET.minusMillis(1));
        assertThat(losing()).doesNotContain(false);
        later(Duration.ofMillis(1));
        later(Duration.ofHours(1));
        assertThat(losing().getLast()).isFalse();
        assertThat(losing()).containsOnlyOnce(false);
        assertThat(warnings()).isEmpty();
        assertThat(gauge()).isZero();
    }

    @Test
    void shouldCallNobodyForSomeStrayLines() {
        for (int i = 0; i < 20; i++) {
            letter("alerts");
            later(SourceLossMonitor.QUIET);
        }
        letter("alerts");
        later(Duration.ofMinutes(6));
        letter("alerts");
        later(Duration.ZERO);
        assertThat(told).isEmpty();
    }

    /** Alertmanager repeats a group after five minutes. */
    @Test
    void shouldTellOfWhatComesSeldomAndAgainAndAgain() {
        letter("alerts");
        later(Duration.ofMinutes(5));
        letter("alerts");
        later(Duration.ofMinutes(5));
        letter("alerts");
        later(Duration.ZERO);
        assertThat(told).hasSize(1);
    }

    /** The decider passes it over while it has no policies, or none that calls. */
    @Test
    void shouldTellItAgainWhileItLasts() {
        lose();
        for (int minute = 0; minute < 21; minute++) {
            letter("alerts");
            later(Duration.ofMinutes(1));
        }
        assertThat(losing()).as("after 0, 5, 10, 15 and 20 minutes").containsExactly(true, true, true, true, true);
    }

    // Bursts

    @Test
    void shouldTellAtOnceOfAHundredLetters() {
        letters(99);
        later(Duration.ZERO);
        assertThat(told).isEmpty();
        letter("alerts");
        later(Duration.ZERO);
        assertThat(losing()).containsExactly(true);
    }

    @ParameterizedTest(name = "{0} letters, after {1} min {2} more: told {3}")
    @CsvSource({
        "3,   60, 3, true",
        "3, 1439, 3, true",
        "3, 1440, 3, false",
        "2,   60, 3, false",
        "3,   60, 2, false",
    })
    void shouldTellOfAShortLossThatReturnsWithinADay(int first, int minutes, int then, boolean expected) {
        letters(first);
        later(SourceLossMonitor.QUIET);
        now = now.minus(SourceLossMonitor.QUIET);
        later(Duration.ofMinutes(minutes));
        letters(then);
        later(Duration.ZERO);
        assertThat(losing().contains(true)).isEqualTo(expected);
    }

    @Test
    void shouldKnowAReturnByWhatCountedAndNotByAStrayBetween() {
        letters(3);
        later(Duration.ofHours(20));
        letter("alerts");
        later(Duration.ofHours(3));
        letters(3);
        later(Duration.ZERO);
        assertThat(losing()).as("23 hours later").containsExactly(true);

        told.clear();
        later(SourceLossMonitor.RETURNS);
        told.clear();
        letter("alerts");
        later(Duration.ofHours(20));
        letters(3);
        later(Duration.ZERO);
        assertThat(told).as("44 hours later").isEmpty();
    }

    /** An alert storm of four minutes each hour. */
    @Test
    void shouldCallTwiceAndNotEachHourForWhatReturnsEachHour() {
        int calls = 0;
        boolean open = false;
        for (int hour = 0; hour < 48; hour++) {
            letters(200);
            later(Duration.ofMinutes(4));
            later(Duration.ofMinutes(56));
            for (boolean losing : losing()) {
                calls += losing && !open ? 1 : 0;
                open = losing;
            }
            told.clear();
        }
        assertThat(calls).isEqualTo(2);
        later(Duration.ofHours(22));
        assertThat(told).isEmpty();
        later(Duration.ofHours(2));
        assertThat(losing()).containsExactly(false);
    }

    // What it has not read it does not know

    @Test
    void shouldSayNothingOfASourceThatItHasHeardNothingOf() {
        later(SourceLossMonitor.QUIET);
        later(Duration.ofDays(3));
        assertThat(told).isEmpty();
    }

    @Test
    void shouldTakeBackWhatAnotherToldOnceItHasReadForTenMinutes() {
        watch.recordOperatorInput(new OperatorInput.SourceLoss("alerts", "3 dead letters"), now.toEpochMilli());
        watch.recordOperatorInput(new OperatorInput.SourceLoss("logs", "3 dead letters"), now.toEpochMilli());
        watch.recordOperatorInput(new OperatorInput.SourceLoss("logs", ""), now.toEpochMilli());
        later(SourceLossMonitor.QUIET.minusMillis(1));
        assertThat(told).isEmpty();
        assertThat(warnings()).extracting(ReadinessCheck::name).containsExactly("loss alerts");
        later(Duration.ofMillis(1));
        assertThat(told).containsExactly(new OperatorInput.SourceLoss("alerts", ""));
    }

    @Test
    void shouldNotTellWhatAnotherToldJustNow() {
        lose();
        told.clear();
        letter("alerts");
        now = now.plus(SourceLossMonitor.REPORT_AGAIN);
        watch.recordOperatorInput(new OperatorInput.SourceLoss("alerts", "9 dead letters"), now.toEpochMilli());
        later(Duration.ZERO);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldSayThatItIsOverOnlyOfWhatItCouldRead() {
        watch.recordReadState("may not be read");
        watch.recordOperatorInput(new OperatorInput.SourceLoss("alerts", "3 dead letters"), now.toEpochMilli());
        later(Duration.ofHours(5));
        assertThat(told).isEmpty();
        watch.recordReadState("");
        later(SourceLossMonitor.QUIET.minusMillis(1));
        assertThat(told).isEmpty();
        later(Duration.ofMillis(1));
        assertThat(losing()).containsExactly(false);
    }

    @Test
    void shouldBeginTheQuietAnewWhenItCouldNotReadForAWhile() {
        lose();
        told.clear();
        watch.recordReadState("Kafka does not answer");
        later(Duration.ofMinutes(30));
        watch.recordReadState("");
        later(SourceLossMonitor.QUIET.minusMillis(1));
        assertThat(told).isEmpty();
        letter("alerts");
        later(Duration.ofMillis(1));
        assertThat(losing()).doesNotContain(false);
    }

    @Test
    void shouldTellOfALossThatItReadsLate() {
        Instant began = now;
        now = now.plus(Duration.ofHours(1));
        for (int minute = 0; minute <= 5; minute++) {
            long at = began.plus(Duration.ofMinutes(minute)).toEpochMilli();
            watch.recordDeadLetter(new DeadLetter("alerts", "413: too large", "http/1", at, 0, "", ""), at);
        }
        later(Duration.ZERO);
        assertThat(losing()).containsExactly(true);
    }

    @Test
    void shouldWarnWhileItHasNotReadToTheEnd() {
        assertThat(watch.check().state()).isEqualTo(CheckState.OK);
        watch.recordReadState("Kafka does not allow this");
        assertThat(watch.check().state()).isEqualTo(CheckState.WARN);
        assertThat(watch.check().detail()).contains("Kafka does not allow this");
        assertThat(watch.checks()).contains(watch.check());
        assertThat(new SourceLossMonitor(told::add, registry, () -> now).check().state())
                .as("before it has read at all")
                .isEqualTo(CheckState.WARN);
    }

    @Test
    void shouldTellItLaterWhenTheDeciderCouldNotBeTold() {
        kafkaAway = true;
        letter("alerts");
        letter("alerts");
        now = now.plus(SourceLossMonitor.REPORT_AFTER);
        letter("alerts");
        assertThatThrownBy(() -> watch.evaluate(SOURCES)).isInstanceOf(IllegalStateException.class);
        watch.recordReadState("Kafka does not answer");
        assertThatThrownBy(() -> later(Duration.ofHours(1))).isInstanceOf(IllegalStateException.class);
        kafkaAway = false;
        watch.recordReadState("");
        later(Duration.ofSeconds(5));
        assertThat(losing()).containsExactly(true);
    }

    @Test
    void shouldSayLaterThatItIsOverWhenTheDeciderCouldNotBeTold() {
        lose();
        told.clear();
        kafkaAway = true;
        assertThatThrownBy(() -> later(SourceLossMonitor.QUIET)).isInstanceOf(IllegalStateException.class);
        kafkaAway = false;
        later(Duration.ofSeconds(5));
        assertThat(losing()).containsExactly(false);
    }

    @Test
    void shouldPassOverInputWhoseSourceIsNotKnown() {
        for (int i = 0; i < 10; i++) {
            letter("");
            later(Duration.ofMinutes(1));
        }
        assertThat(told).isEmpty();
    }
}
