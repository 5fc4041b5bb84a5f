package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.duration;
import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.oneOrMore;
import static dev.farrier.policy.keys.YamlTypes.positiveDuration;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import dev.farrier.policy.GuardType;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code guards} of a policy. */
final class GuardsReader {
    private static final String TARGET = "target";

    private static final YamlMap ATTEMPTS_MAP = YamlMap.of("attempts", "How many rungs in which time.");
    private static final YamlKey<Integer> MAX = ATTEMPTS_MAP.required("max", integer(1, 1_000_000), "At most so many.");
    private static final YamlKey<Duration> PER =
            ATTEMPTS_MAP.required("per", positiveDuration(Durations.MAX), "In any window of this length.");

    private static final YamlMap RATE_LIMIT_MAP =
            YamlMap.of("rateLimit", "A sliding window over rungs started.").include(ATTEMPTS_MAP);
    private static final YamlKey<List<Scalar>> BY = RATE_LIMIT_MAP.optional(
            "by",
            oneOrMore(scalar()),
            "What is counted apart: target, or labels of resources. Default: nothing, the whole policy has one limit.");

    static final YamlMap GUARDS = YamlMap.of(
                    "guards", "Limits asked before each rung. Defaults come from the strongest risk of the rungs.")
            .extensible(GuardType.class)
            .refuse(
                    "maxUnhealthy",
                    "minHealthy",
                    "concurrency",
                    "concurrencyPolicy",
                    "storm",
                    "muteTimeIntervals",
                    "activeTimeIntervals",
                    "inhibit",
                    "flapping",
                    "recurrence");
    private static final YamlKey<Duration> COOLDOWN = GUARDS.optional(
            "cooldown",
            duration(Durations.MAX),
            "How long nothing is started after an incident of this policy on this target ended in which a rung was started."
                    + " Default: " + byRisk(guards -> Durations.format(guards.cooldown())) + ".");
    private static final YamlKey<List<MapReader>> RATE_LIMIT = GUARDS.optional(
            "rateLimit",
            list(map(RATE_LIMIT_MAP)),
            "Sliding windows over rungs started; all must have room. Default: by target, "
                    + byRisk(guards -> limit(guards.rateLimits().getFirst())) + ".");
    private static final YamlKey<MapReader> ATTEMPTS = GUARDS.optional(
            "attempts",
            map(ATTEMPTS_MAP),
            "Rungs started on one target, of all policies together; used up: a person is called. Default: "
                    + byRisk(guards -> limit(guards.attempts())) + ".");
    private static final YamlKey<Duration> STALE_AFTER = GUARDS.optional(
            "staleAfter",
            positiveDuration(Durations.MAX),
            RiskDefaults.guards(Risk.DISRUPTIVE).staleAfter(),
            "An event older than this is not acted on.");

    private GuardsReader() {}

    private static String byRisk(java.util.function.Function<Guards, String> text) {
        return text.apply(RiskDefaults.guards(Risk.HARMLESS)) + " harmless, "
                + text.apply(RiskDefaults.guards(Risk.DISRUPTIVE)) + " disruptive, "
                + text.apply(RiskDefaults.guards(Risk.DESTRUCTIVE)) + " destructive";
    }

    private static String limit(RateLimit limit) {
        return limit.max() + " per " + Durations.format(limit.per());
    }

    static Guards read(MapReader spec, YamlKey<MapReader> key, Risk risk, Catalog catalog) {
        Guards defaults = RiskDefaults.guards(risk);
        MapReader written = spec.find(key);
        if (written == null) {
            return defaults;
        }
        List<RateLimit> rateLimits = !written.has(RATE_LIMIT)
                ? defaults.rateLimits()
                : written.get(RATE_LIMIT).stream()
                        .map(limit -> new RateLimit(limit.get(MAX), limit.get(PER), by(limit, catalog)))
                        .toList();
        MapReader attempts = written.find(ATTEMPTS);
        Guards read = new Guards(
                written.get(COOLDOWN, defaults.cooldown()),
                rateLimits,
                attempts == null
                        ? defaults.attempts()
                        : new RateLimit(attempts.get(MAX), attempts.get(PER), List.of(TARGET)),
                written.get(STALE_AFTER, defaults.staleAfter()));
        if (written.has(ATTEMPTS) && written.has(RATE_LIMIT)) {
            warnOfUnreachable(written.get(RATE_LIMIT), read.attempts());
        }
        return read;
    }

    /** A person is called before a limit that allows more than the attempts do. */
    private static void warnOfUnreachable(List<MapReader> limits, RateLimit attempts) {
        for (MapReader limit : limits) {
            boolean byTarget = limit.get(BY).stream().anyMatch(by -> by.text().equals(TARGET));
            if (byTarget && limit.get(MAX) > attempts.max() && limit.get(PER).compareTo(attempts.per()) <= 0) {
                limit.problems()
                        .warning(
                                limit.location(MAX),
                                "this limit is never reached: after " + attempts.max()
                                        + " rungs on one target within " + Durations.format(attempts.per())
                                        + " 'attempts' calls a person; write a smaller max, or more attempts");
            }
        }
    }

    private static List<String> by(MapReader limit, Catalog catalog) {
        Set<String> known = new TreeSet<>(catalog.resourceLabels());
        known.add(TARGET);
        Set<String> by = new TreeSet<>();
        for (Scalar label : limit.get(BY)) {
            if (!known.contains(label.text()) && !catalog.resourceNames().isEmpty()) {
                limit.problems()
                        .error(
                                label.location(),
                                "no resource has the label '" + label.text() + "'" + Nearest.hint(label.text(), known));
            }
            by.add(label.text());
        }
        return List.copyOf(by);
    }
}
