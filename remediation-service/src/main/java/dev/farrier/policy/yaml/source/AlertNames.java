package dev.farrier.policy.yaml.source;

import dev.farrier.model.EventKind;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.yaml.document.LocatedMatcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reserved names where alerts are looked at. Whoever sends an alert chooses its labels, and node_exporter alone sends {@code
 * name="nginx.service"}: that is {@code exported_name} here, and {@code name} is the alert's own. So where {@code name}, {@code
 * message} or {@code source} may be meant as a label of the alert, another one must be written. {@code severity} is the alert's
 * label itself, and {@code name="HostDown"} is what everybody writes.
 */
public final class AlertNames {
    private static final Set<String> DOUBTFUL = Set.of("name", "message", "source");
    /** What no alert is called, and units of systemd are. */
    private static final Pattern UNIT =
            Pattern.compile("\\.[\\])(?:]*(?:(?:service|socket|timer|mount|slice|scope)[|)$]*)+$");

    private AlertNames() {}

    /** Says what to write for a label whose value is used, whatever it is; null when there is no doubt. */
    public static @Nullable String problem(Source source, String label) {
        if (!doubtful(source, label)) {
            return null;
        }
        return switch (label) {
            case "name" ->
                "'name' is the alert's own name here, and not its label 'name': write exported_name for the label, or"
                        + " alertname for the alert's name";
            case "message" ->
                "'message' is the alert's summary here, and not its label 'message': write exported_message for the label";
            default ->
                "'source' is always '" + source.name()
                        + "' here, and not the alert's label 'source': write exported_source for the label";
        };
    }

    /** What relabelings write is what the user says it is. */
    private static boolean doubtful(Source source, String label) {
        return source.event().kind() == EventKind.ALERT
                && DOUBTFUL.contains(label)
                && source.relabelings().stream()
                        .noneMatch(relabeling -> relabeling.targetLabel().equals(label)
                                && !relabeling.action().endsWith("equal"));
    }

    /**
     * Errors for those of an alternative's matchers that can only be meant for a label of the alert.
     *
     * @return the others
     */
    public static List<LocatedMatcher> check(
            List<LocatedMatcher> matchers, Collection<Source> sources, Problems problems) {
        boolean named =
                matchers.stream().anyMatch(placed -> placed.matcher().label().equals("alertname"));
        List<LocatedMatcher> fine = new ArrayList<>();
        for (LocatedMatcher placed : matchers) {
            Matcher matcher = placed.matcher();
            boolean label = switch (matcher.label()) {
                case "name" -> named || UNIT.matcher(matcher.value()).find();
                case "source" -> saysNothing(matcher, sources);
                default -> false;
            };
            Optional<String> problem = sources.stream()
                    .map(source -> problem(source, matcher.label()))
                    .filter(one -> label && one != null)
                    .findFirst();
            problem.ifPresentOrElse(
                    one -> problems.error(placed.location(), matcher + ": " + one), () -> fine.add(placed));
        }
        return fine;
    }

    /** It names none of the sources: whatever comes from them, it never holds, or always does. */
    private static boolean saysNothing(Matcher matcher, Collection<Source> sources) {
        boolean positive = matcher.op() == Op.EQUAL || matcher.op() == Op.MATCHES;
        return sources.stream().noneMatch(source -> matcher.holds(source.name()) == positive);
    }

    /** Says what to write for a label that {@code where} asks for; null when there can be one of that name. */
    public static @Nullable String neverALabel(String label, Collection<Source> sources) {
        boolean alerts = sources.stream().anyMatch(source -> source.event().kind() == EventKind.ALERT);
        if (!NameRule.RESERVED.contains(label) || (label.equals("severity") && alerts)) {
            return null;
        }
        return "no event has a label '" + label + "', which is a field: write event." + label
                + (alerts ? ", or event.labels.exported_" + label + " for the alert's own label" : "");
    }
}
