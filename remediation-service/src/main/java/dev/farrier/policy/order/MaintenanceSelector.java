package dev.farrier.policy.order;

import dev.farrier.model.Resource;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which resources a maintenance is about: matchers of {@code name}, {@code site}, {@code group} and labels, as those of a {@link
 * DisruptionBudget}; all must hold. The name of a resource alone selects it.
 */
public record MaintenanceSelector(List<Matcher> matchers) {
    private static final String NAME = "name";
    private static final List<String> FIELDS = List.of("group", NAME, "site");
    private static final Pattern OPERATOR = Pattern.compile("[=~!]");

    public MaintenanceSelector {
        matchers = List.copyOf(matchers);
    }

    /** Of the resources with these names; not empty. */
    public static MaintenanceSelector ofNames(Collection<String> names) {
        SortedSet<String> sorted = new TreeSet<>(names);
        return new MaintenanceSelector(List.of(
                sorted.size() == 1
                        ? Matcher.of(NAME, Op.EQUAL, sorted.first())
                        : Matcher.of(
                                NAME,
                                Op.MATCHES,
                                String.join(
                                        "|",
                                        sorted.stream()
                                                .map(com.google.re2j.Pattern::quote)
                                                .toList()))));
    }

    /** @param written the name of a resource, or matchers separated by commas */
    public static MaintenanceSelector parse(String written) throws InvalidOrderException {
        String text = written.strip();
        if (text.isEmpty()) {
            throw new InvalidOrderException("the name of a resource is missing, or a selector such as 'zone=\"b\"'");
        }
        return OPERATOR.matcher(text).find() ? new MaintenanceSelector(read(text)) : ofNames(List.of(text));
    }

    private static List<Matcher> read(String text) throws InvalidOrderException {
        try {
            return IncidentMatchers.read(List.of(text));
        } catch (InvalidIncidentMatchersException e) {
            throw new InvalidOrderException(String.valueOf(e.getMessage()));
        }
    }

    public boolean selects(Resource resource) {
        return DisruptionBudget.selects(matchers, resource);
    }

    /**
     * Those of the inventory that it selects, at least one.
     *
     * @param all how one says that all resources are meant; empty: it has been said
     */
    public List<Resource> selected(Collection<Resource> inventory, String all) throws InvalidOrderException {
        for (Matcher matcher : matchers) {
            checkLabel(matcher.label(), inventory);
            if (inventory.stream().noneMatch(resource -> DisruptionBudget.selects(List.of(matcher), resource))) {
                throw new InvalidOrderException(nothing(matcher, inventory));
            }
        }
        List<Resource> selected = inventory.stream().filter(this::selects).toList();
        if (selected.isEmpty()) {
            throw new InvalidOrderException("no resource has all of " + this);
        }
        boolean everything = IncidentMatchers.selectEverything(matchers)
                || selected.size() == inventory.size() && selected.size() > 1;
        if (everything && !all.isEmpty()) {
            throw new InvalidOrderException(this + " selects " + selected.size() + " of "
                    + Phrases.count(inventory.size(), "resource")
                    + ", and whatever comes: write a selector with = for what"
                    + " is meant, or " + all);
        }
        return selected;
    }

    private static void checkLabel(String label, Collection<Resource> inventory) throws InvalidOrderException {
        SortedSet<String> known = new TreeSet<>(FIELDS);
        inventory.forEach(resource -> known.addAll(resource.labels().keySet()));
        if (!known.contains(label)) {
            throw new InvalidOrderException("no resource has the label '" + label + "'" + Nearest.hint(label, known));
        }
    }

    private static String nothing(Matcher matcher, Collection<Resource> inventory) {
        List<String> values = inventory.stream()
                .map(resource -> DisruptionBudget.valueOf(matcher.label(), resource))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        boolean one = matcher.op() == Op.EQUAL;
        String what = one && matcher.label().equals(NAME)
                ? "no resource has the name '" + matcher.value() + "'"
                : "no resource has " + matcher;
        return what + Nearest.hint(one ? matcher.value() : "", values);
    }

    /** {@code name="web-01"}; {@link #parse} reads it again. */
    @Override
    public String toString() {
        return IncidentMatchers.text(matchers);
    }
}
