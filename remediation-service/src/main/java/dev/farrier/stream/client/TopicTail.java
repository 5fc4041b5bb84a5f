package dev.farrier.stream.client;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.function.Consumer;

/** What is appended to a topic from now on, as it comes. Goes on by itself when the broker is back. */
public final class TopicTail implements AutoCloseable {
    private final TopicFollower follower;

    private TopicTail(TopicFollower follower) {
        this.follower = follower;
    }

    /** @param each called one at a time, on a thread of the tail's own; what it throws is logged */
    public static TopicTail ofEvents(ClientConfig config, Topics topics, Consumer<Event> each) {
        return of(config, topics.events(), Event.class, each);
    }

    /** As {@link #ofEvents}. */
    public static TopicTail ofAudit(ClientConfig config, Topics topics, Consumer<AuditRecord> each) {
        return of(config, topics.audit(), AuditRecord.class, each);
    }

    /** As {@link #ofEvents}. */
    public static TopicTail ofDeadLetters(ClientConfig config, Topics topics, Consumer<DeadLetter> each) {
        return of(config, topics.deadLetters(), DeadLetter.class, each);
    }

    private static <T> TopicTail of(ClientConfig config, String topic, Class<T> type, Consumer<T> each) {
        RecordCodec<T> codec = RecordCodec.of(type);
        TopicFollower follower = new TopicFollower(config, topic, TopicFollower.From.END, "farrier-tail", record -> {
            if (record.value() != null) {
                each.accept(codec.decode(record.value()));
            }
        });
        follower.start();
        return new TopicTail(follower);
    }

    /** Whether it has found the topic's end in time: what is appended after that is not missed. */
    public boolean awaitStarted(Duration timeout) {
        return follower.awaitPositioned(timeout);
    }

    @Override
    public void close() {
        follower.close();
    }
}
