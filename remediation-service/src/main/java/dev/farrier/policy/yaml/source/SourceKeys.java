package dev.farrier.policy.yaml.source;

import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.labelNames;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;

import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import dev.farrier.policy.yaml.document.DocumentTypes;
import java.time.Duration;
import java.util.List;

/** The keys of {@code kind: Source}. */
final class SourceKeys {
    static final YamlMap LIVENESS = YamlMap.of("liveness", "When silence may be believed.");
    static final YamlKey<Duration> EXPECT_EVERY = LIVENESS.required(
            "expectEvery", positiveDuration(Durations.MAX), "A living speaker is heard at least this often.");
    static final YamlKey<List<String>> BY =
            LIVENESS.optional("by", labelNames(), "Labels that tell speakers apart, such as host.");
    static final YamlKey<Duration> MAX_LAG = LIVENESS.optional(
            "maxLag",
            duration(Durations.MAX),
            "An event is readable at the latest this long after it happened. Default: 30s, with a watchdog 3m.");
    static final YamlKey<List<LocatedMatcher>> WATCHDOG = LIVENESS.optional(
            "watchdog", DocumentTypes.matchers(), "Which alert always fires: ['alertname=\"Watchdog\"']. For alerts only.");

    private SourceKeys() {}
}
