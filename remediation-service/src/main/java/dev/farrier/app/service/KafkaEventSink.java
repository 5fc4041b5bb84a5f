package dev.farrier.app.service;

import dev.farrier.api.receiver.EventSink;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.client.EventProducer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What came in by HTTP, onto its topic. */
record KafkaEventSink(EventProducer events) implements EventSink {
    @Override
    public CompletionStage<Void> send(List<Event> all) {
        return events.send(all);
    }

    @Override
    public CompletionStage<Void> dead(DeadLetter letter) {
        return events.send(letter);
    }
}
