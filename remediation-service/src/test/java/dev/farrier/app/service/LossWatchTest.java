package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.OperatorInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossWatchTest {
    private static final Set<String> SOURCES = Set.of("alerts");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<OperatorInput> told = new ArrayList<>();
    private boolean kafkaAway;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final LossWatch watch = new LossWatch(
            input -> {
                if (kafkaAway) {
                    throw new IllegalStateException("Kafka does not answer");
                }
                told.add(input);
            },
            registry,
            () -> now);

    private void letter(String source) {
        watch.letter(new DeadLetter(source, "413: too large", "http/1", now.toEpochMilli(), 0, "", ""));
    }

    private void later(Duration by) {
        now = now.plus(by);
        watch.look(SOURCES);
    }

    private double gauge() {
        return registry.get("farrier.source.loses")
                .tags("source", "alerts")
                .gauge()
                .value();
    }

    @Test
    void shouldTellOnceOfASourceThatGoesOnLosingAndOnceThatItIsOver() {
        letter("alerts");
        letter("alerts");
        later(LossWatch.TELL_AFTER.minusMillis(1));
        letter("alerts");
        later(Duration.ZERO);
        assertThat(told).as("not over 5 minutes").isEmpty();
        assertThat(watch.checks()).isEmpty();
        assertThat(gauge()).isZero();

        later(Duration.ofMillis(1));
        letter("alerts");
        later(Duration.ZERO);
        OperatorInput loss = new OperatorInput.SourceLoss(
                "alerts", "4 dead letters since 2026-01-01T00:00:00Z, the last: 413: too large");
        assertThat(told).containsExactly(loss);
        assertThat(watch.checks()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("loss alerts");
            assertThat(check.ok()).isTrue();
            assertThat(check.detail()).contains("the last: 413: too large");
        });
        assertThat(gauge()).isEqualTo(1);

        letter("alerts");
        later(LossWatch.QUIET.minusMillis(1));
        assertThat(told).as("once").containsExactly(loss);
        later(Duration.ofMillis(1));
        later(Duration.ofHours(1));
        assertThat(told).containsExactly(loss, new OperatorInput.SourceLoss("alerts", ""));
        assertThat(watch.checks()).isEmpty();
        assertThat(gauge()).isZero();
    }

    @Test
    void shouldCallNobodyForSomeStrayLines() {
        later(LossWatch.QUIET);
        told.clear();
        for (int i = 0; i < 20; i++) {
            letter("alerts");
            later(LossWatch.QUIET);
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

    /** What another core has told and nobody has taken back. */
    @Test
    void shouldSayAfterItsStartThatNothingIsLostButNotWhileItIs() {
        letter("alerts");
        later(LossWatch.QUIET.minusMillis(1));
        letter("alerts");
        later(LossWatch.QUIET.minusMillis(1));
        assertThat(told).isEmpty();
        later(Duration.ofMillis(1));
        assertThat(told).containsExactly(new OperatorInput.SourceLoss("alerts", ""));
    }

    @Test
    void shouldTellItLaterWhenTheDeciderCouldNotBeTold() {
        kafkaAway = true;
        letter("alerts");
        letter("alerts");
        now = now.plus(LossWatch.TELL_AFTER);
        letter("alerts");
        assertThatThrownBy(() -> watch.look(SOURCES)).isInstanceOf(IllegalStateException.class);
        kafkaAway = false;
        later(Duration.ofSeconds(5));
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldPassOverInputWhoseSourceIsNotKnown() {
        for (int i = 0; i < 10; i++) {
            letter("");
            later(Duration.ofMinutes(1));
        }
        assertThat(told)
                .noneMatch(input -> input instanceof OperatorInput.SourceLoss loss
                        && !loss.why().isEmpty());
    }
}
