package dev.farrier.replay.topic;

import dev.farrier.ingest.Ingest;
import dev.farrier.model.Event;
import dev.farrier.replay.InputPartition;
import dev.farrier.replay.topic.RecordedTopic.Span;
import java.util.List;
import java.util.function.Consumer;

/** The events of sources that stand on a topic, read as the service reads them, without being replayed or kept. */
public final class TopicEvents {
    private TopicEvents() {}

    /**
     * @param sources those whose events are looked for, at least one; several for the topic of all events
     * @param before events at this time and later are left out, epoch milliseconds
     * @param each gets them one partition after the other, each in the order of its records, whatever their times
     * @return how many records could not be read; on the topic of all events nobody knows whose they are
     */
    public static long read(
            RecordedTopic topic, List<Span> spans, List<Ingest> sources, long before, Consumer<Event> each)
            throws InterruptedException {
        long unreadable = 0;
        for (Span span : spans) {
            List<InputPartition> lanes = sources.stream()
                    .map(source -> InputPartition.unordered(source, before, each))
                    .toList();
            topic.read(span, record -> {
                // once, not for each source
                int to = record instanceof TopicRecord.UnreadableRecord ? 1 : lanes.size();
                lanes.subList(0, to).forEach(record::to);
            });
            for (InputPartition lane : lanes) {
                lane.finish();
                unreadable += lane.counts().unreadable();
            }
        }
        return unreadable;
    }
}
