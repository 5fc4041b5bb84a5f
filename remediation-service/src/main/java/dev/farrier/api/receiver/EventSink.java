package dev.farrier.api.receiver;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where events go that came in by HTTP. A stage that completes normally means: stored, and nothing will lose it. */
public interface EventSink {
    /**
     * Stores all of it or fails; a caller that saw it fail sends it again, so equal ids must be no harm. Returns at once,
     * however long storing takes.
     */
    CompletionStage<Void> send(List<Event> events, List<DeadLetter> letters);
}
