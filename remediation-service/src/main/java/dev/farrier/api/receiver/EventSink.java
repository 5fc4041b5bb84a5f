package dev.farrier.api.receiver;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stores events that came by HTTP. The stage completes normally when Kafka has them. */
public interface EventSink {
    /**
     * Stores all or fails; senders repeat what has failed, so equal ids must do no harm. Returns at once.
     */
    CompletionStage<Void> send(List<Event> events, List<DeadLetter> letters);
}
