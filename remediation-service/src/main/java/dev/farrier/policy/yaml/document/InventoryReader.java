package dev.farrier.policy.yaml.document;

import static dev.farrier.policy.keys.YamlTypes.labels;
import static dev.farrier.policy.keys.YamlTypes.list;
import static dev.farrier.policy.keys.YamlTypes.map;
import static dev.farrier.policy.keys.YamlTypes.mapOf;
import static dev.farrier.policy.keys.YamlTypes.name;
import static dev.farrier.policy.keys.YamlTypes.scalar;
import static dev.farrier.policy.keys.YamlTypes.text;
import static dev.farrier.policy.keys.YamlTypes.texts;

import dev.farrier.model.Resource;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code kind: Inventory}; groups may be defined in one document and used in another. */
public final class InventoryReader {
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]");

    private static final YamlMap GROUP =
            YamlMap.of("group", "One group.").misplaced("dependsOn", "it at the resources of the group");
    private static final YamlKey<SortedMap<String, String>> LABELS =
            GROUP.optional("labels", labels(), "Labels, such as {role: db}. Default: none.");
    private static final YamlKey<SortedMap<String, String>> PARAMETERS = GROUP.optional(
            "parameters",
            texts(NameRule.PARAMETER, "parameters"),
            "Values for templates, such as {port: 9000}. Default: none.");

    private static final YamlMap RESOURCE = YamlMap.of("resource", "One resource.");
    private static final YamlKey<String> NAME = RESOURCE.required(
            "name", name(NameRule.RESOURCE, "name the resource"), "The name, unique over all inventories.");
    private static final YamlKey<String> GROUP_NAME = RESOURCE.optional(
            "group",
            text(),
            "A group of this or another inventory. The resource has its labels and parameters as " + "well.");
    private static final YamlKey<String> SITE = RESOURCE.required(
            "site",
            name(NameRule.SITE, "name the site whose executors reach it"),
            "The site whose executors can reach the resource.");
    private static final YamlKey<String> ADDRESS_KEY = RESOURCE.optional(
            "address", text(), "A host name, an IPv4 address or [an IPv6 address]. Default: the name.");
    private static final YamlKey<List<Scalar>> DEPENDS_ON = RESOURCE.optional(
            "dependsOn",
            list(scalar()),
            "Resources, of any inventory, that must be well so that this one can be, such as its switch. While one of them,"
                    + " or of those that they depend on, has an open incident, nothing is started on this one. Default: none.");

    public static final YamlMap INVENTORY = YamlMap.of("inventory", "The resources that policies act on.");
    private static final YamlKey<SequencedMap<String, MapReader>> GROUPS = INVENTORY.optional(
            "groups", mapOf(NameRule.DOCUMENT, map(GROUP)), "Labels and parameters that several resources share.");
    private static final YamlKey<List<MapReader>> RESOURCES = INVENTORY.optional(
            "resources", list(map(RESOURCE)), "Hosts, services and other things that policies act " + "on.");

    private static final YamlKey<MapReader> CARRIES_FARRIER = INVENTORY.optional(
            "carriesFarrier",
            SelectorReader.SELECTION,
            "Resources, of any inventory, that carry Farrier or what it needs, and are not found by themselves: no"
                    + " destructive rung acts on them. Default: none.");

    static {
        RESOURCE.add(LABELS);
        RESOURCE.add(PARAMETERS);
    }

    private final Catalog catalog;
    private final Problems problems;
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, Location> locations = new HashMap<>();

    private final DependencyReader dependencies;

    private record Group(SortedMap<String, String> labels, SortedMap<String, String> parameters, Location location) {}

    private InventoryReader(Catalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
        this.dependencies = new DependencyReader(problems);
    }

    public static void read(List<Document> documents, Catalog catalog, Problems problems) {
        InventoryReader reader = new InventoryReader(catalog, problems);
        documents.forEach(document -> reader.readGroups(document.open(INVENTORY)));
        documents.forEach(document -> reader.readResources(document.name(), document.open(INVENTORY)));
        reader.dependencies.check(catalog.resourceNames());
        documents.forEach(document -> reader.readCarriers(document.open(INVENTORY)));
    }

    private void readGroups(MapReader spec) {
        spec.get(GROUPS).forEach((name, written) -> {
            Location location = spec.keyLocation(GROUPS, name);
            Group group = new Group(written.get(LABELS), written.get(PARAMETERS), location);
            Group earlier = groups.putIfAbsent(name, group);
            if (earlier != null) {
                problems.error(
                        location,
                        "group '" + name + "' is already defined in " + earlier.location() + ": rename or merge them");
            }
        });
    }

    private void readResources(String inventory, MapReader spec) {
        Set<String> members = catalog.inventories().computeIfAbsent(inventory, name -> new TreeSet<>());
        for (MapReader written : spec.get(RESOURCES)) {
            int errors = spec.problems().errors();
            Resource resource = resource(written);
            members.add(resource.name());
            catalog.resourceNames().add(resource.name());
            catalog.resourceLabels().addAll(resource.labels().keySet());
            catalog.resourceParameters().addAll(resource.parameters().keySet());
            if (spec.problems().errors() == errors) {
                catalog.resources().put(resource.name(), resource);
            }
        }
    }

    private void readCarriers(MapReader spec) {
        MapReader selector = spec.find(CARRIES_FARRIER);
        int errors = spec.problems().errors();
        List<Matcher> matchers = selector == null ? List.of() : SelectorReader.read(selector, catalog);
        if (selector == null || spec.problems().errors() > errors) {
            return;
        }
        List<Resource> selected = catalog.resources().values().stream()
                .filter(resource -> DisruptionBudget.selects(matchers, resource))
                .toList();
        selected.forEach(resource -> catalog.resources().put(resource.name(), resource.carryingFarrier()));
        if (selected.isEmpty() && !catalog.resources().isEmpty()) {
            spec.problems()
                    .warning(
                            spec.location(CARRIES_FARRIER),
                            "it selects none of the "
                                    + Phrases.count(catalog.resources().size(), "resource") + ": it protects nothing");
        }
    }

    private Resource resource(MapReader written) {
        String name = written.get(NAME);
        Location earlier = name.isEmpty() ? null : locations.putIfAbsent(name, written.location(NAME));
        if (earlier != null) {
            written.error(
                    NAME,
                    "resource '" + name + "' is already defined in " + earlier
                            + ": names are unique over all inventories");
        }
        String groupName = written.get(GROUP_NAME);
        Group group = groups.get(groupName);
        if (group == null && !groupName.isEmpty()) {
            written.error(GROUP_NAME, "unknown group '" + groupName + "'" + Nearest.hint(groupName, groups.keySet()));
        }
        TreeMap<String, String> labels = new TreeMap<>(group == null ? Map.of() : group.labels());
        TreeMap<String, String> parameters = new TreeMap<>(group == null ? Map.of() : group.parameters());
        labels.putAll(written.get(LABELS));
        parameters.putAll(written.get(PARAMETERS));
        return new Resource(
                name,
                groupName,
                written.get(SITE),
                address(written, name),
                labels,
                parameters,
                dependencies.read(name, written.get(DEPENDS_ON)),
                false);
    }

    private static String address(MapReader written, String name) {
        String address = written.get(ADDRESS_KEY, name);
        if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
            written.error(
                    ADDRESS_KEY,
                    written.has(ADDRESS_KEY)
                            ? "'" + address
                                    + "' is no address: write a host name, an IPv4 address or [an IPv6 address];"
                                    + " ports belong in parameters"
                            : "'" + name + "' is no host name: write 'address'");
        }
        return address;
    }
}
