package dev.farrier.api.receiver;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where events go that came in by HTTP. A stage that completes normally means: stored, and nothing will lose it. */
public interface EventSink {
    /** Stores all of them or fails; a caller that saw it fail sends them again, so equal ids must be no harm. */
    CompletionStage<Void> send(List<Event> events);

    CompletionStage<Void> dead(DeadLetter letter);
}
