package dev.farrier.policy.yaml.document;

import dev.farrier.model.Resource;
import dev.farrier.policy.Approvers;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.interval.TimeIntervals;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.source.Source;
import dev.farrier.policy.storm.StormBreaker;
import dev.farrier.policy.text.Nearest;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What documents may refer to; filled while they are read, in the order in which they refer to each other. The names are known
 * even of documents that are broken, so that a reference to one is not reported as well. Policies, which come last and are read
 * by several threads, add only actions that are theirs alone, and paths.
 *
 * @param extensions the detectors, guards, source formats and action types that policies can use
 * @param files all files of the directory
 * @param sources only those that are fine; likewise actions, resources, storm breakers and time intervals; all budgets
 * @param inventories inventory name → names of its resources
 * @param resourceLabels labels that some resource has
 * @param resourceParameters parameters that some resource has
 * @param scripts paths of the files that some document names: scripts, schemas
 * @param approvers who has a token; null: that is not known
 */
public record Catalog(
        Extensions extensions,
        SortedMap<String, String> files,
        Set<String> sourceNames,
        SortedMap<String, Source> sources,
        Set<String> actionNames,
        SortedMap<String, ActionDefinition> actions,
        Set<String> resourceNames,
        SortedMap<String, Resource> resources,
        SortedMap<String, DisruptionBudget> budgets,
        SortedMap<String, StormBreaker> stormBreakers,
        Set<String> timeIntervalNames,
        SortedMap<String, TimeIntervals> timeIntervals,
        SortedMap<String, Set<String>> inventories,
        Set<String> resourceLabels,
        Set<String> resourceParameters,
        Set<String> scripts,
        @Nullable Approvers approvers) {

    /** Nothing but the files. */
    public static Catalog of(SortedMap<String, String> files, Extensions extensions, @Nullable Approvers approvers) {
        return new Catalog(
                extensions,
                files,
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new ConcurrentSkipListMap<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new ConcurrentSkipListSet<>(),
                approvers);
    }

    /** The content of a file that a document names; null when there is none, which is reported. */
    public @Nullable String file(String path, Location location, Problems problems) {
        String content = files.get(path);
        if (content == null) {
            List<String> others =
                    files.keySet().stream().filter(file -> !isDocument(file)).toList();
            problems.error(
                    location, "there is no file '" + path + "' in the policy directory" + Nearest.hint(path, others));
        }
        return content;
    }

    /** Whether the file holds documents; else it may be a script. */
    public static boolean isDocument(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml");
    }
}
