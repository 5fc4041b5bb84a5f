package dev.farrier.api.receiver;

import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given, and acknowledges when it is told to. */
final class FakeSink implements EventSink {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<Void> acknowledgement = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<Void> send(List<Event> sent, List<DeadLetter> dead) {
        events.addAll(sent);
        letters.addAll(dead);
        return acknowledgement;
    }
}
