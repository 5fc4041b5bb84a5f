package dev.farrier.policy.yaml;

import dev.farrier.model.Resource;
import dev.farrier.policy.ActionDefinition;
import dev.farrier.policy.Source;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What policies may refer to. The names are known even of documents that are broken, so that those are blamed only once. */
final class Catalog {
    final SortedMap<String, String> files;
    final Set<String> sourceNames = new TreeSet<>();
    final Set<String> actionNames = new TreeSet<>();
    final SortedMap<String, Source> sources = new TreeMap<>();
    final SortedMap<String, ActionDefinition> actions = new TreeMap<>();
    final SortedMap<String, Resource> resources = new TreeMap<>();
    final Set<String> resourceNames = new TreeSet<>();
    final Set<String> resourceLabels = new TreeSet<>();
    final Set<String> resourceParameters = new TreeSet<>();
    /** Paths of scripts that some action names. */
    final Set<String> scripts = new HashSet<>();

    Catalog(SortedMap<String, String> files) {
        this.files = files;
    }

    static boolean isDocument(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }
}
