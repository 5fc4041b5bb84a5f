package dev.farrier.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A resource of an inventory, the target of remediation.
 *
 * @param name unique over all inventories
 * @param group name of its group; empty when it has none
 * @param site which site's executors reach it
 * @param address host name or IP address; actions have no other addresses
 * @param labels its own and its group's, its own first
 * @param parameters its own and its group's, its own first; values for templates
 * @param dependsOn names of other resources: while one of these, or of those that they depend on, is ill, it is left alone
 * @param carriesFarrier whether an inventory declares that it carries Farrier, or what Farrier needs
 */
public record Resource(
        String name,
        String group,
        String site,
        String address,
        SortedMap<String, String> labels,
        SortedMap<String, String> parameters,
        List<String> dependsOn,
        boolean carriesFarrier) {
    public Resource {
        labels = Labels.copyOf(labels);
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        dependsOn = List.copyOf(dependsOn);
    }

    /** Depends on nothing, and does not carry Farrier. */
    public Resource(
            String name,
            String group,
            String site,
            String address,
            SortedMap<String, String> labels,
            SortedMap<String, String> parameters) {
        this(name, group, site, address, labels, parameters, List.of(), false);
    }

    public Resource carryingFarrier() {
        return new Resource(name, group, site, address, labels, parameters, dependsOn, true);
    }
}
