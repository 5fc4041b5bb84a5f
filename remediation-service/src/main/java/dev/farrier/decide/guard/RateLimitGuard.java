package dev.farrier.decide.guard;

import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.oneOrMore;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import dev.farrier.decide.context.GuardResult;
import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Defers while a limit on the rungs started in a sliding window is reached. */
public final class RateLimitGuard implements Guard {
    private static final YamlMap LIMIT = YamlMap.of(
                    "rateLimit", "A limit on the number of rungs started in a sliding window.")
            .include(AttemptsGuard.LIMIT);
    private static final YamlKey<List<Scalar>> BY = LIMIT.optional(
            "by",
            oneOrMore(scalar()),
            "What has a limit of its own: target, or labels of resources. Default: the whole policy has one limit.");

    private static final YamlKey<List<MapReader>> KEY = new YamlKey<>(
            Guards.RATE_LIMIT,
            list(map(LIMIT)),
            false,
            null,
            "Limits on the number of rungs started in a sliding window; all must have room. Default: by target, "
                    + RiskDefaults.byRisk(risk -> AttemptsGuard.describe(RiskDefaults.rateLimit(risk))) + ".");

    @Override
    public String name() {
        return Guards.RATE_LIMIT;
    }

    @Override
    public int order() {
        return 900;
    }

    @Override
    public List<YamlKey<?>> keys() {
        return List.of(KEY);
    }

    @Override
    public Object read(@Nullable MapReader guards, Risk risk, ResourceLabels labels) {
        if (guards == null || !guards.has(KEY)) {
            return List.of(RiskDefaults.rateLimit(risk));
        }
        List<MapReader> written = guards.get(KEY);
        MapReader attempts = guards.find(AttemptsGuard.KEY);
        if (attempts != null) {
            written.forEach(limit -> warnIfUnreachable(limit, AttemptsGuard.limit(attempts)));
        }
        return written.stream()
                .map(limit ->
                        new RateLimit(limit.get(AttemptsGuard.MAX), limit.get(AttemptsGuard.PER), by(limit, labels)))
                .toList();
    }

    /** A person is called before a limit that allows more than the attempts do. */
    private static void warnIfUnreachable(MapReader limit, RateLimit attempts) {
        boolean byTarget = limit.get(BY).stream().anyMatch(by -> by.text().equals(AttemptsGuard.TARGET));
        if (byTarget
                && limit.get(AttemptsGuard.MAX) > attempts.max()
                && limit.get(AttemptsGuard.PER).compareTo(attempts.per()) <= 0) {
            limit.problems()
                    .warning(
                            limit.location(AttemptsGuard.MAX),
                            "this limit is never reached: after " + attempts.max() + " rungs on one target within "
                                    + Durations.format(attempts.per())
                                    + " 'attempts' calls a person; write a smaller max, or more attempts");
        }
    }

    private static List<String> by(MapReader limit, ResourceLabels labels) {
        Set<String> known = new TreeSet<>(labels.names());
        known.add(AttemptsGuard.TARGET);
        Set<String> by = new TreeSet<>();
        for (Scalar label : limit.get(BY)) {
            if (!known.contains(label.text()) && labels.known()) {
                limit.problems()
                        .error(
                                label.location(),
                                "no resource has the label '" + label.text() + "'" + Nearest.hint(label.text(), known));
            }
            by.add(label.text());
        }
        return List.copyOf(by);
    }

    @Override
    public List<String> explain(Guards guards, Risk risk) {
        String mark = RiskDefaults.mark(guards.rateLimits().equals(List.of(RiskDefaults.rateLimit(risk))), risk);
        return guards.rateLimits().stream()
                .map(limit -> Phrases.count(limit.max(), "rung") + " within " + Durations.format(limit.per())
                        + (limit.by().isEmpty() ? "" : " for each " + Phrases.and(limit.by()))
                        + (limit.max() == 1 ? " was" : " were") + " started: waits" + mark)
                .toList();
    }

    @Override
    public GuardResult check(GuardContext context) {
        return RateLimiter.check(context.decision(), context.policy(), context.incident(), context.resource());
    }
}
