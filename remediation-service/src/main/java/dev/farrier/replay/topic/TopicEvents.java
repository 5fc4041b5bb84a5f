package dev.farrier.replay.topic;

import dev.farrier.ingest.Ingest;
import dev.farrier.model.Event;
import dev.farrier.replay.Lane;
import dev.farrier.replay.RecordedInput;
import java.util.function.Consumer;

/** The events of a source that stand on a topic, read as the service reads them, without being replayed. */
public final class TopicEvents {
    private TopicEvents() {}

    /**
     * @param from records appended before this time are not looked at, epoch milliseconds
     * @param to events at this time and later are left out, epoch milliseconds
     * @param each gets them one partition after the other, each in the order of time
     * @return what became of the records
     */
    public static RecordedInput.Counts read(
            RecordedTopic topic, Ingest ingest, long from, long to, Consumer<Event> each) throws InterruptedException {
        RecordedInput.Counts all = RecordedInput.Counts.NONE;
        for (RecordedTopic.Span span : topic.spans(from, to)) {
            Lane lane = Lane.sorting(ingest, to, each);
            topic.read(span, record -> record.to(lane));
            lane.finish();
            all = all.plus(lane.counts());
        }
        return all;
    }
}
