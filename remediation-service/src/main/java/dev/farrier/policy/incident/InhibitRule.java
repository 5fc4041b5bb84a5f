package dev.farrier.policy.incident;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * While an incident of the source is open, nothing is started for those of the target that have the same values of some labels. As in
 * Alertmanager (prometheus.io/docs/alerting/latest/configuration/#inhibit_rule), a label that is missing is empty, so two that
 * both lack it have the same; and what both sides select is not inhibited by what both sides select, so not by itself.
 *
 * @param name of its document, and its place there when that has several
 * @param equal labels; none: any incident of the source inhibits any of the target
 */
public record InhibitRule(String name, IncidentMatchers source, IncidentMatchers target, List<String> equal) {
    public InhibitRule {
        equal = List.copyOf(equal);
    }

    /** The values that incidents of both sides must have in common. */
    public List<String> equalValues(UnaryOperator<String> labels) {
        return equal.stream().map(labels).toList();
    }

    /** @param inhibitor labels of the open incident; {@code inhibited}: of the one that would start something */
    public boolean inhibits(UnaryOperator<String> inhibitor, UnaryOperator<String> inhibited) {
        return target.hold(inhibited)
                && source.hold(inhibitor)
                && equalValues(inhibitor).equals(equalValues(inhibited))
                && !(source.hold(inhibited) && target.hold(inhibitor));
    }

    /** Begins what is said of an incident that the rule holds back. */
    public String title() {
        return "inhibit rule " + name;
    }
}
