package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Guards;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.RiskDefaults;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.tree.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code guards} of a policy. */
final class GuardsReader {
    private static final String TARGET = "target";
    private static final int MOST = 1_000_000;

    private GuardsReader() {}

    static Guards read(Fields spec, Risk risk, Catalog catalog) {
        Guards defaults = RiskDefaults.guards(risk);
        Fields guards = spec.fields("guards");
        if (guards == null) {
            return defaults;
        }
        guards.unsupported(
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
        List<RateLimit> rateLimits = defaults.rateLimits();
        if (guards.has("rateLimit")) {
            rateLimits = new ArrayList<>();
            for (Fields limit : guards.maps("rateLimit")) {
                rateLimits.add(new RateLimit(max(limit), per(limit), by(limit, catalog)));
                limit.done();
            }
        }
        Guards read = new Guards(
                guards.duration("cooldown", defaults.cooldown(), Durations.MAX),
                rateLimits,
                attempts(guards, defaults.attempts()),
                guards.positive("staleAfter", defaults.staleAfter(), Durations.MAX));
        guards.done();
        unreachable(guards, read);
        return read;
    }

    /** A person is called before a limit that allows more than the attempts do. */
    private static void unreachable(Fields guards, Guards read) {
        if (!guards.has("attempts") || !guards.has("rateLimit")) {
            return;
        }
        RateLimit attempts = read.attempts();
        for (Fields limit : guards.maps("rateLimit")) {
            int max = max(limit);
            boolean byTarget =
                    limit.oneOrMore("by").stream().anyMatch(by -> by.text().equals(TARGET));
            if (byTarget && max > attempts.max() && per(limit).compareTo(attempts.per()) <= 0) {
                limit.problems()
                        .warning(
                                limit.location("max"),
                                "this limit is never reached: after " + attempts.max()
                                        + " rungs on one target within " + Durations.format(attempts.per())
                                        + " 'attempts' calls a person; write a smaller max, or more attempts");
            }
        }
    }

    private static RateLimit attempts(Fields guards, RateLimit otherwise) {
        Fields attempts = guards.fields("attempts");
        if (attempts == null) {
            return otherwise;
        }
        RateLimit limit = new RateLimit(max(attempts), per(attempts), List.of(TARGET));
        attempts.done();
        return limit;
    }

    private static int max(Fields limit) {
        return limit.requireInteger("max", 1, MOST);
    }

    private static Duration per(Fields limit) {
        return limit.requirePositive("per", Durations.MAX);
    }

    private static List<String> by(Fields limit, Catalog catalog) {
        Set<String> known = new TreeSet<>(catalog.resourceLabels());
        known.add(TARGET);
        Set<String> by = new TreeSet<>();
        for (Scalar label : limit.oneOrMore("by")) {
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
