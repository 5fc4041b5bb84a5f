package dev.farrier.policy.budget;

import java.util.TreeSet;

/**
 * The resources of a budget that have one value of its {@code domains.label}, such as one zone.
 *
 * @param label the label and its value: {@code zone=a}; without a value for the resources that don't have the label
 * @param members names of all of them
 * @param disrupted names of those that an incident holds the lease of, or that are in maintenance
 * @param unhealthy names of those that have an open incident, or are disrupted; not of those in maintenance, whose cause is known
 */
public record Domain(String label, TreeSet<String> members, TreeSet<String> disrupted, TreeSet<String> unhealthy) {
    Domain(String label) {
        this(label, new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }
}
