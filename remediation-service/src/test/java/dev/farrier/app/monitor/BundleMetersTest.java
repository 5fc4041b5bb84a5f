package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.app.config.Role;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.stream.Topics;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BundleMetersTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final String SOURCE =
            "kind: Source\nmetadata: {name: %s}\nspec: {topic: logs.%s, event: {labels: [host]}}\n";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static Bundle bundle(String... sources) {
        StringBuilder text = new StringBuilder();
        for (String source : sources) {
            text.append(SOURCE.formatted(source, source)).append("---\n");
        }
        return Objects.requireNonNull(PolicyCompiler.compile(new TreeMap<>(Map.of("p.yaml", text.toString())), "c1")
                .bundle());
    }

    private BundleMeters meters(Set<Role> roles) {
        return new BundleMeters(
                registry,
                () -> Instant.ofEpochMilli(NOW),
                roles,
                new Topics("farrier."),
                topic -> topic.equals("logs.edge") ? OptionalLong.of(NOW - 1_500) : OptionalLong.empty());
    }

    private double behind(String source) {
        return registry.get(Meters.SOURCE_BEHIND.meterName())
                .tag("source", source)
                .gauge()
                .value();
    }

    @Test
    void shouldSayHowFarASourceIsBehindAndNothingOfATopicThatDoesNotExist() {
        BundleMeters meters = meters(Set.of(Role.INGEST));
        meters.follow(bundle("edge", "gone"));

        assertThat(behind("edge")).isEqualTo(1.5);
        assertThat(behind("gone")).isZero();

        meters.follow(bundle("gone"));
        assertThat(behind("edge")).as("a source that was removed").isZero();
    }

    @Test
    void shouldCountFromZeroWhereSomethingMayBeCounted() {
        meters(Set.of(Role.API)).follow(bundle("edge"));

        assertThat(registry.get(Meters.DEAD_LETTERS.meterName())
                        .tag("source", "edge")
                        .counter()
                        .count())
                .isZero();
        assertThat(registry.find(Meters.SOURCE_BEHIND.meterName()).gauge())
                .as("who takes requests reads no topic")
                .isNull();
        registry.clear();
        meters(Set.of(Role.EXECUTOR)).follow(bundle("edge"));
        assertThat(registry.getMeters()).isEmpty();
    }
}
