package dev.farrier.model;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A detector fired for a group.
 *
 * @param policy policy name
 * @param commit the commit whose detector fired
 * @param group groupBy labels and values
 * @param time event time of the firing, epoch milliseconds
 * @param count events that made it fire; 0 for an absence
 * @param sources sources whose events were counted, sorted
 * @param because one line for people
 * @param samples ids of the newest events behind it, at most 10
 * @param partition detect partition that owns the group; evidence for it comes from there, in order
 * @param firstEvent event time of the earliest event behind it, epoch milliseconds; of a silence when it began; 0: unknown
 * @param symptomStart of alerts: when the symptom began, epoch milliseconds: the start of the newest firing before which, as far
 *     as detect knows, no alert of the group fired. An earlier symptom of the group has ended by then, even if no source has
 *     reported its end. 0: unknown
 * @param annotations annotations of the alert on which it fired; the first 20 are kept, each cut to
 *     1,000 characters
 */
@RecordBuilder
@RecordBuilder.Options(enableWither = false)
public record Detection(
        String policy,
        String commit,
        SortedMap<String, String> group,
        long time,
        long count,
        List<String> sources,
        String because,
        List<String> samples,
        int partition,
        long firstEvent,
        long symptomStart,
        SortedMap<String, String> annotations)
        implements DeciderInput {
    private static final int ANNOTATIONS = 20;
    private static final int LONGEST = 1_000;

    /** Of events at one time. */
    public Detection(
            String policy,
            String commit,
            SortedMap<String, String> group,
            long time,
            long count,
            List<String> sources,
            String because,
            List<String> samples,
            int partition) {
        this(policy, commit, group, time, count, sources, because, samples, partition, time, 0, Labels.empty());
    }

    public Detection {
        group = Labels.copyOf(group);
        sources = List.copyOf(sources);
        samples = List.copyOf(samples);
        annotations = bounded(annotations);
    }

    private static SortedMap<String, String> bounded(SortedMap<String, String> annotations) {
        SortedMap<String, String> bounded = new TreeMap<>();
        annotations.entrySet().stream()
                .limit(ANNOTATIONS)
                .forEach(annotation -> bounded.put(annotation.getKey(), Texts.cut(annotation.getValue(), LONGEST)));
        return Labels.copyOf(bounded);
    }
}
