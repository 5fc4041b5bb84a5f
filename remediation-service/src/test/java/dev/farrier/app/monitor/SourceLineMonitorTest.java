package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.api.route.ReadinessCheck.CheckState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceLineMonitorTest {
    private static final Set<String> SOURCES = Set.of("syslog", "other");
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SourceLineMonitor lines = new SourceLineMonitor(registry, () -> now);

    private List<String> told() {
        return lines.checks(SOURCES).stream().map(ReadinessCheck::detail).toList();
    }

    private double gauge(String source, String fault) {
        return registry.get("farrier.source.unusable")
                .tags("source", source, "fault", fault)
                .gauge()
                .value();
    }

    private void later(Duration by) {
        now = now.plus(by);
    }

    @Test
    void shouldSayThatAllLinesAreLateAfterAMinuteAndUntilTheFirstThatIsNot() {
        lines.recordTimes("syslog", 0, 9, 0, HOUR);
        later(SourceLineMonitor.AT_LEAST_FOR.minusMillis(1));
        lines.recordTimes("syslog", 0, 1, 0, 2 * HOUR);
        assertThat(told()).as("not for a minute yet").isEmpty();
        assertThat(gauge("syslog", "late")).isZero();

        later(Duration.ofMillis(1));
        assertThat(lines.checks(SOURCES)).singleElement().satisfies(check -> {
            assertThat(check.state()).isEqualTo(CheckState.WARN);
            assertThat(check.name()).isEqualTo("source syslog");
            assertThat(check.detail())
                    .startsWith(
                            "late: of its last 10 lines 10 came late and 0 had a time in the future, by up to 2h: ");
        });
        assertThat(gauge("syslog", "late")).isEqualTo(1);
        assertThat(gauge("syslog", "future")).isZero();
        assertThat(lines.checks(Set.of("other"))).as("a source that is gone").isEmpty();

        lines.recordTimes("syslog", 1, 5, 0, HOUR);
        assertThat(told()).isEmpty();
        assertThat(gauge("syslog", "late")).isZero();
    }

    @Test
    void shouldSayNothingOfAFewLines() {
        lines.recordTimes("syslog", 0, 5, 4, HOUR);
        lines.recordLines("syslog", 0, 9);
        later(Duration.ofHours(1));
        assertThat(told()).isEmpty();

        lines.recordTimes("syslog", 0, 0, 1, HOUR);
        assertThat(told()).hasSize(1);
        lines.recordLines("syslog", 0, 1);
        assertThat(told()).hasSize(2);
    }

    @Test
    void shouldTellTheFutureFromThePast() {
        lines.recordTimes("syslog", 0, 0, 10, HOUR);
        later(Duration.ofMinutes(1));
        assertThat(told()).singleElement().asString().startsWith("future: of its last 10 lines 0 came late and 10 had");
        assertThat(gauge("syslog", "future")).isEqualTo(1);
    }

    @Test
    void shouldSayThatNoLineCanBeReadUntilTheFirstThatCan() {
        lines.recordLines("syslog", 1, 0);
        lines.recordLines("syslog", 0, 10);
        later(Duration.ofMinutes(1));
        assertThat(told()).singleElement().asString().startsWith("unreadable: its last 10 lines could not be read; ");
        assertThat(gauge("syslog", "unreadable")).isEqualTo(1);

        lines.recordLines("syslog", 1, 3);
        assertThat(told()).as("one of a batch is enough").isEmpty();
    }
}
