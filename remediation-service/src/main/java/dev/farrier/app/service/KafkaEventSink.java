package dev.farrier.app.service;

import dev.farrier.api.receiver.EventSink;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.client.EventProducer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What came in by HTTP, onto its topic. */
record KafkaEventSink(EventProducer events) implements EventSink {
    @Override
    public CompletionStage<Void> send(List<Event> all, List<DeadLetter> letters) {
        return CompletableFuture.supplyAsync(
                        () -> events.send(all, letters),
                        task -> Thread.ofVirtual().start(task))
                .thenCompose(stored -> stored);
    }
}
