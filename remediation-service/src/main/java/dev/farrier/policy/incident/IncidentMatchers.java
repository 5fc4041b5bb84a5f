package dev.farrier.policy.incident;

import dev.farrier.model.Incident;
import dev.farrier.model.Resource;
import dev.farrier.model.Texts;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.MatcherSyntax;
import dev.farrier.policy.source.MatcherSyntax.InvalidMatcherException;
import dev.farrier.policy.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents are meant: matchers as in Alertmanager (prometheus.io/docs/alerting/latest/alertmanager/#silences), all of which must
 * hold, over {@code policy}, {@code target}, {@code site}, {@code risk} of the rung that is next, {@code group.LABEL} of the
 * incident and {@code resource.LABEL} of its target. What an incident does not have is empty.
 */
public record IncidentMatchers(List<Matcher> matchers) {
    public static final String GROUP = "group.";
    public static final String RESOURCE = "resource.";

    private static final List<String> NAMES = List.of("policy", "target", "site", "risk");
    private static final int MOST = 20;
    private static final int LONGEST_TEXT = 2_000;

    /** No name of anything: what selects it too selects by nothing. */
    private static final String NO_NAME = "farrier.no-such-name";

    public IncidentMatchers {
        matchers = List.copyOf(matchers);
    }

    /** Says what is wrong, and what to write instead. */
    public static final class InvalidIncidentMatchersException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidIncidentMatchersException(String message) {
            super(message);
        }
    }

    /** @param written each one or several matchers, separated by commas */
    public static IncidentMatchers parse(List<String> written) throws InvalidIncidentMatchersException {
        List<Matcher> matchers = read(written);
        for (Matcher matcher : matchers) {
            String problem = problem(matcher.label());
            if (problem != null) {
                throw new InvalidIncidentMatchersException(problem);
            }
        }
        return new IncidentMatchers(matchers);
    }

    /** As {@link #parse}, of any labels. */
    public static List<Matcher> read(List<String> written) throws InvalidIncidentMatchersException {
        if (String.join(",", written).length() > LONGEST_TEXT) {
            throw new InvalidIncidentMatchersException("the matchers have more than " + LONGEST_TEXT + " characters");
        }
        List<Matcher> matchers = new ArrayList<>();
        for (String text : written) {
            try {
                matchers.addAll(MatcherSyntax.parse(text));
            } catch (InvalidMatcherException e) {
                throw new InvalidIncidentMatchersException("'" + text + "': " + e.getMessage());
            }
        }
        if (matchers.isEmpty() || matchers.size() > MOST) {
            throw new InvalidIncidentMatchersException(
                    matchers.isEmpty()
                            ? "a matcher is missing: write such as 'target=\"web-01\"'"
                            : matchers.size() + " matchers; at most " + MOST + " are taken");
        }
        return matchers;
    }

    /** Why no incident has such a label, and what to write instead; null: one may have it. */
    public static @Nullable String problem(String label) {
        if (NAMES.contains(label)
                || label.startsWith(GROUP) && label.length() > GROUP.length()
                || label.startsWith(RESOURCE) && label.length() > RESOURCE.length()) {
            return null;
        }
        String near = Nearest.find(label, NAMES);
        return "no incident has '" + label + "': "
                + (near == null
                        ? "write policy, target, site, risk, group." + label + " for a label of groupBy, or resource."
                                + label + " for a label of the inventory"
                        : "did you mean '" + near + "'?");
    }

    /** Whether it is about nothing in particular: each matcher holds for what is empty, or for a name that nothing has. */
    public boolean selectsEverything() {
        return selectEverything(matchers);
    }

    public static boolean selectEverything(List<Matcher> matchers) {
        return matchers.stream().allMatch(matcher -> matcher.holds("") || matcher.holds(NO_NAME));
    }

    /**
     * @param resource the target; null: the inventory does not have it
     * @param risk of the rung that is next; null: there is none
     */
    public boolean hold(Incident incident, @Nullable Resource resource, @Nullable Risk risk) {
        return hold(labels(incident, resource, risk));
    }

    /** @param labels a label → its value, empty when it is missing */
    public boolean hold(UnaryOperator<String> labels) {
        return matchers.stream().allMatch(matcher -> matcher.holds(labels.apply(matcher.label())));
    }

    /**
     * The labels that matchers range over; what the incident does not have is empty.
     *
     * @param resource the target; null: the inventory does not have it
     * @param risk of the rung that is next; null: there is none
     */
    public static UnaryOperator<String> labels(Incident incident, @Nullable Resource resource, @Nullable Risk risk) {
        return label -> switch (label) {
            case "policy" -> incident.policy();
            case "target" -> incident.target();
            case "site" -> incident.site();
            case "risk" -> risk == null ? "" : Texts.code(risk);
            default -> {
                if (label.startsWith(GROUP)) {
                    yield incident.group().getOrDefault(label.substring(GROUP.length()), "");
                }
                yield resource == null ? "" : resource.labels().getOrDefault(label.substring(RESOURCE.length()), "");
            }
        };
    }

    /** {@code policy="stuck",target=~"mb-.*"}; {@link #parse} reads it again. */
    @Override
    public String toString() {
        return text(matchers);
    }

    /** Separated by commas. */
    public static String text(List<Matcher> matchers) {
        return matchers.stream().map(Matcher::toString).collect(Collectors.joining(","));
    }
}
