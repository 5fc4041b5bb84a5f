package dev.farrier.replay.topic;

import dev.farrier.ingest.Ingest;
import dev.farrier.model.Event;
import dev.farrier.replay.InputPartition;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.List;
import java.util.function.Consumer;

/** Reads the events of some sources from a topic, as ingest reads them. */
public final class TopicEvents {
    private TopicEvents() {}

    /**
     * @param sources at least one; several for the events topic
     * @param before events at this time and later are left out, epoch milliseconds
     * @param each gets the events partition by partition, in the order of their records
     * @return how many records could not be read; those of the events topic may be of any source
     */
    public static long read(
            RecordedTopic topic, List<Span> spans, List<Ingest> sources, long before, Consumer<Event> each)
            throws InterruptedException {
        long unreadable = 0;
        for (Span span : spans) {
            List<InputPartition> partitions = sources.stream()
                    .map(source -> InputPartition.unordered(source, before, each))
                    .toList();
            topic.read(span, record -> {
                // an unreadable record counts once, not for each source
                int readers = record instanceof TopicRecord.UnreadableRecord ? 1 : partitions.size();
                partitions.subList(0, readers).forEach(record::to);
            });
            for (InputPartition partition : partitions) {
                partition.finish();
                unreadable += partition.counts().unreadable();
            }
        }
        return unreadable;
    }
}
