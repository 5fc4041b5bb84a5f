package dev.farrier.policy.yaml.document;

import com.google.re2j.Pattern;
import dev.farrier.model.Resource;
import dev.farrier.policy.keys.Location;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code kind: Inventory}; groups may be defined in one document and used in another. */
public final class InventoryReader {
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]");

    private final Catalog catalog;
    private final Problems problems;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Location> places = new HashMap<>();

    private record Group(SortedMap<String, String> labels, SortedMap<String, String> parameters, Location location) {}

    private InventoryReader(Catalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
    }

    public static void read(List<Document> documents, Catalog catalog, Problems problems) {
        InventoryReader reader = new InventoryReader(catalog, problems);
        documents.forEach(document -> reader.groups(document.spec()));
        documents.forEach(document -> {
            reader.resources(document);
            document.spec().done();
        });
    }

    private void groups(Fields spec) {
        Fields all = spec.fields("groups");
        if (all == null) {
            return;
        }
        for (String name : all.keys()) {
            if (!NameRule.DOCUMENT.allows(name)) {
                problems.error(
                        all.keyLocation(name), "'" + name + "' can't be a name here: use " + NameRule.DOCUMENT.rule());
            }
            Fields fields = all.fields(name);
            if (fields == null) {
                continue;
            }
            fields.unsupported("dependsOn");
            Group group = new Group(
                    DocumentTypes.labels(fields, "labels"),
                    DocumentTypes.map(fields, "parameters", NameRule.PARAMETER),
                    all.keyLocation(name));
            fields.done();
            Group earlier = groups.putIfAbsent(name, group);
            if (earlier != null) {
                problems.error(
                        all.keyLocation(name),
                        "group '" + name + "' is already defined in " + earlier.location() + ": rename or merge them");
            }
        }
    }

    private void resources(Document document) {
        Set<String> members = catalog.inventories().computeIfAbsent(document.name(), name -> new TreeSet<>());
        for (Fields fields : document.spec().maps("resources")) {
            int errors = problems.errors();
            Resource resource = resource(fields);
            fields.unsupported("dependsOn");
            fields.done();
            members.add(resource.name());
            catalog.resourceNames().add(resource.name());
            catalog.resourceLabels().addAll(resource.labels().keySet());
            catalog.resourceParameters().addAll(resource.parameters().keySet());
            if (problems.errors() == errors) {
                catalog.resources().put(resource.name(), resource);
            }
        }
    }

    private Resource resource(Fields fields) {
        Scalar written = fields.requireScalar("name", "name the resource");
        String name = written == null ? "" : DocumentTypes.name(written, NameRule.RESOURCE, problems);
        if (written != null && !name.isEmpty()) {
            Location earlier = places.putIfAbsent(name, written.location());
            if (earlier != null) {
                problems.error(
                        written.location(),
                        "resource '" + name + "' is already defined in " + earlier
                                + ": names are unique over all inventories");
            }
        }
        Scalar site = fields.requireScalar("site", "name the site whose executors reach it");
        String groupName = fields.text("group", "");
        Group group = groups.get(groupName);
        if (group == null && !groupName.isEmpty()) {
            fields.error("group", "unknown group '" + groupName + "'" + Nearest.hint(groupName, groups.keySet()));
        }
        TreeMap<String, String> labels = new TreeMap<>();
        TreeMap<String, String> parameters = new TreeMap<>();
        if (group != null) {
            labels.putAll(group.labels());
            parameters.putAll(group.parameters());
        }
        labels.putAll(DocumentTypes.labels(fields, "labels"));
        parameters.putAll(DocumentTypes.map(fields, "parameters", NameRule.PARAMETER));
        return new Resource(
                name,
                groupName,
                site == null ? "" : DocumentTypes.name(site, NameRule.SITE, problems),
                address(fields, name),
                labels,
                parameters);
    }

    private String address(Fields fields, String name) {
        String address = fields.text("address", name);
        if (!address.isEmpty() && !ADDRESS.matches(address)) {
            String message = fields.has("address")
                    ? "'" + address + "' is no address: write a host name, an IPv4 address or [an IPv6 address];"
                            + " ports belong in parameters"
                    : "'" + name + "' is no host name: write 'address'";
            problems.error(fields.location("address"), message);
        }
        return address;
    }
}
