package dev.farrier.policy.yaml.document;

import dev.farrier.model.Resource;
import dev.farrier.model.Texts;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Risk;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.text.Nearest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What incidents of these policies and inventories can be, for the check of matchers that select incidents. */
final class IncidentNames {
    private final Catalog catalog;
    private final Collection<Policy> policies;
    private final Set<String> groupLabels = new TreeSet<>();

    IncidentNames(Catalog catalog, Collection<Policy> policies) {
        this.catalog = catalog;
        this.policies = policies;
        policies.forEach(policy -> groupLabels.addAll(policy.groupBy()));
    }

    /** Reports labels that no incident has, and values that nothing is called. */
    void check(List<LocatedMatcher> matchers, Problems problems) {
        for (LocatedMatcher placed : matchers) {
            Matcher matcher = placed.matcher();
            checkLabel(matcher.label(), placed.location(), problems);
            boolean names = (matcher.op() == Op.EQUAL || matcher.op() == Op.NOT_EQUAL)
                    && !matcher.value().isEmpty();
            if (names) {
                checkValue(matcher, placed.location(), problems);
            }
        }
    }

    void checkLabel(String label, Location at, Problems problems) {
        String problem = IncidentMatchers.problem(label);
        if (problem != null) {
            problems.error(at, problem);
            return;
        }
        String group = rest(label, IncidentMatchers.GROUP);
        String resource = rest(label, IncidentMatchers.RESOURCE);
        if (group != null && !groupLabels.contains(group) && !policies.isEmpty()) {
            problems.error(at, "no policy has '" + group + "' in groupBy" + Nearest.hint(group, groupLabels));
        } else if (resource != null
                && !catalog.resourceLabels().contains(resource)
                && !catalog.resourceNames().isEmpty()) {
            problems.error(
                    at,
                    "no resource has the label '" + resource + "'" + Nearest.hint(resource, catalog.resourceLabels()));
        }
    }

    private void checkValue(Matcher matcher, Location at, Problems problems) {
        Set<String> known = switch (matcher.label()) {
            case "policy" -> policies.stream().map(Policy::name).collect(Collectors.toSet());
            case "target" -> catalog.resourceNames();
            case "site" ->
                catalog.resources().values().stream().map(Resource::site).collect(Collectors.toSet());
            case "risk" -> Arrays.stream(Risk.values()).map(Texts::code).collect(Collectors.toSet());
            default -> Set.of();
        };
        if (!known.isEmpty() && !known.contains(matcher.value())) {
            String what = matcher.label().equals("target") ? "resource" : matcher.label();
            problems.error(at, "unknown " + what + " '" + matcher.value() + "'" + Nearest.hint(matcher.value(), known));
        }
    }

    /** Warns of matchers that no incident can meet together. */
    void warnOfNone(List<LocatedMatcher> matchers, Location at, Problems problems) {
        List<Matcher> all = matchers.stream().map(LocatedMatcher::matcher).toList();
        if (!policies.isEmpty() && policies.stream().noneMatch(policy -> mayBe(policy, all))
                || !catalog.resources().isEmpty()
                        && catalog.resources().values().stream().noneMatch(resource -> mayBe(resource, all))) {
            problems.warning(
                    at,
                    "no incident can have "
                            + all.stream().map(Matcher::toString).collect(Collectors.joining(" and "))
                            + ", by the policies and inventories that are here: the rule can never hold; correct it, or remove"
                            + " it");
        }
    }

    /** Whether an incident that the matchers select may have a value of the label. */
    boolean mayHave(IncidentMatchers selected, String label) {
        String group = rest(label, IncidentMatchers.GROUP);
        String resource = rest(label, IncidentMatchers.RESOURCE);
        if (group != null) {
            return policies.stream()
                    .anyMatch(policy -> policy.groupBy().contains(group) && mayBe(policy, selected.matchers()));
        }
        return resource == null
                || catalog.resources().values().stream()
                        .anyMatch(known -> known.labels().containsKey(resource) && mayBe(known, selected.matchers()));
    }

    /** As far as matchers are about the policy: values of its groups can't be known. */
    private static boolean mayBe(Policy policy, List<Matcher> matchers) {
        return matchers.stream().allMatch(matcher -> {
            String group = rest(matcher.label(), IncidentMatchers.GROUP);
            if (group != null) {
                return policy.groupBy().contains(group) || matcher.holds("");
            }
            return switch (matcher.label()) {
                case "policy" -> matcher.holds(policy.name());
                case "risk" -> policy.remediate().stream().anyMatch(rung -> matcher.holds(Texts.code(rung.risk())));
                default -> true;
            };
        });
    }

    /** As far as matchers are about the target. */
    private static boolean mayBe(Resource resource, List<Matcher> matchers) {
        UnaryOperator<String> labels = label -> switch (label) {
            case "target" -> resource.name();
            case "site" -> resource.site();
            default -> resource.labels().getOrDefault(label.substring(IncidentMatchers.RESOURCE.length()), "");
        };
        return matchers.stream()
                .filter(matcher -> Set.of("target", "site").contains(matcher.label())
                        || matcher.label().startsWith(IncidentMatchers.RESOURCE))
                .allMatch(matcher -> matcher.holds(labels.apply(matcher.label())));
    }

    private static @Nullable String rest(String label, String prefix) {
        return label.startsWith(prefix) ? label.substring(prefix.length()) : null;
    }
}
