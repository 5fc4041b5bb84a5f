package dev.farrier.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetersReferenceTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void shouldBeWhatTheDocumentationSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/metrics.md")))
                .as("docs/metrics.md: write what `farrier reference metrics` prints")
                .isEqualTo(MetersReference.markdown());
    }

    /** The reference derives the names that Prometheus sees; this asks the registry that makes them. */
    @ParameterizedTest
    @EnumSource
    void shouldNameEachMeterAsPrometheusSeesIt(Meters meter) {
        String[] values = meter.tags().toArray(String[]::new);
        switch (meter.kind()) {
            case COUNTER -> meter.count(registry, 1, values);
            case GAUGE -> meter.gauge(registry, () -> 1, values);
            case HISTOGRAM, SUMMARY -> meter.timer(registry, values).record(Duration.ofMillis(1));
        }

        String suffix =
                meter.kind() == Meters.MeterKind.HISTOGRAM || meter.kind() == Meters.MeterKind.SUMMARY ? "_count" : "";
        assertThat(registry.scrape()).contains("\n" + MetersReference.prometheusName(meter) + suffix);
        assertThat(MetersReference.markdown()).contains("`" + MetersReference.prometheusName(meter) + "`");
    }

    @Test
    void shouldRefuseAMistakeInTheUseOfAMeter() {
        assertThatIllegalArgumentException().isThrownBy(() -> Meters.EVENTS.count(registry, 1));
        assertThatIllegalStateException().isThrownBy(() -> Meters.READY.count(registry, 1));
    }
}
