package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds matchers of one alternative that no event can meet together: where one of them allows only a few values, by {@code =} or
 * by a regex that is a list of plain texts, and where two are opposites. It does not intersect two regexes: that may take
 * exponential time, and nobody writes such a contradiction by mistake.
 */
final class MatcherContradictions {
    private static final Pattern PLAIN = Pattern.compile("[\\w /:@,;=<>#%&!\"'~|-]*+");

    private final Collection<String> sources;
    private final List<Matcher> before = new ArrayList<>();

    /** @param sources of the alternative: what the label {@code source} can be */
    MatcherContradictions(Collection<String> sources) {
        this.sources = sources;
    }

    /** Warns when no event can meet the matcher, or the matcher and an earlier one. */
    void add(LocatedMatcher placed, Problems problems) {
        Matcher matcher = placed.matcher();
        String problem = alone(matcher);
        for (Matcher other : before) {
            if (problem == null && other.label().equals(matcher.label())) {
                problem = together(other, matcher);
            }
        }
        if (problem != null) {
            problems.warning(placed.location(), problem);
        } else {
            before.add(matcher);
        }
    }

    private @Nullable String alone(Matcher matcher) {
        if (matcher.label().equals("source")
                && !sources.isEmpty()
                && sources.stream().noneMatch(of(matcher))) {
            return matcher + " can never hold, the events of this alternative come from "
                    + sources.stream().sorted().collect(Collectors.joining(", "))
                    + ": remove it, or name other sources";
        }
        if (matcher.op() == Op.NOT_MATCHES && matcher.value().equals(".*")) {
            return matcher + " can never hold, since .* matches everything: remove it, or write " + matcher.label()
                    + "=\"\" for events without it";
        }
        return null;
    }

    private static @Nullable String together(Matcher first, Matcher second) {
        Set<String> values = values(first);
        Matcher judge = second;
        if (values.isEmpty()) {
            values = values(second);
            judge = first;
        }
        boolean opposite = first.value().equals(second.value())
                && (opposite(first.op(), second.op()) || opposite(second.op(), first.op()));
        if (!opposite && (values.isEmpty() || values.stream().anyMatch(of(judge)))) {
            return null;
        }
        boolean both = first.op() == Op.EQUAL && second.op() == Op.EQUAL;
        return first + " and " + second + " can never hold together, so this alternative matches nothing: "
                + (both
                        ? "for either of them write " + first.label() + "=~\"" + first.value() + "|" + second.value()
                                + "\""
                        : "remove one of them");
    }

    private static boolean opposite(Op one, Op other) {
        return (one == Op.EQUAL && other == Op.NOT_EQUAL) || (one == Op.MATCHES && other == Op.NOT_MATCHES);
    }

    /** All values with which it holds; empty when there may be more than can be listed. */
    private static Set<String> values(Matcher matcher) {
        return switch (matcher.op()) {
            case EQUAL -> Set.of(matcher.value());
            case MATCHES ->
                PLAIN.matcher(matcher.value()).matches()
                        ? Set.copyOf(List.of(matcher.value().split("\\|", -1)))
                        : Set.of();
            case NOT_EQUAL, NOT_MATCHES -> Set.of();
        };
    }

    private static Predicate<String> of(Matcher matcher) {
        return matcher::holds;
    }
}
