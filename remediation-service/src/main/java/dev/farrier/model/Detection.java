package dev.farrier.model;

import java.util.List;
import java.util.SortedMap;

/**
 * A detector fired: the pattern happened in this group.
 *
 * @param policy policy name
 * @param commit the commit whose detector fired
 * @param group groupBy labels and values
 * @param time event time of the firing, epoch milliseconds
 * @param count events that made it fire; 0 for an absence
 * @param sources sources whose events were counted, sorted
 * @param because one line for people: what was seen
 * @param samples ids of the newest events behind it, at most 10
 * @param partition detect partition that owns the group; evidence for it comes from there, in order
 */
public record Detection(
        String policy,
        String commit,
        SortedMap<String, String> group,
        long time,
        long count,
        List<String> sources,
        String because,
        List<String> samples,
        int partition)
        implements DeciderInput {
    public Detection {
        group = Labels.copyOf(group);
        sources = List.copyOf(sources);
        samples = List.copyOf(samples);
    }
}
