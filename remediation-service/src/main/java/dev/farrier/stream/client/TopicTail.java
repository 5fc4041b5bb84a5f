package dev.farrier.stream.client;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.function.Consumer;

/** What is appended to a topic from now on, or from its beginning, as it comes. Goes on by itself when the broker is back. */
public final class TopicTail implements AutoCloseable {
    private final TopicFollower follower;

    private TopicTail(TopicFollower follower) {
        this.follower = follower;
    }

    /** @param each called one at a time, on a thread of the tail's own; what it throws is logged */
    public static TopicTail ofEvents(ClientConfig config, Topics topics, Consumer<Event> each) {
        return ofEvents(config, topics, false, each);
    }

    /** As above; with {@code fromBeginning} first all that is still kept. */
    public static TopicTail ofEvents(ClientConfig config, Topics topics, boolean fromBeginning, Consumer<Event> each) {
        return of(config, topics.events(), Event.class, fromBeginning, each);
    }

    /** As {@link #ofEvents(ClientConfig, Topics, Consumer)}. */
    public static TopicTail ofAudit(ClientConfig config, Topics topics, Consumer<AuditRecord> each) {
        return of(config, topics.audit(), AuditRecord.class, false, each);
    }

    /** As {@link #ofEvents(ClientConfig, Topics, boolean, Consumer)}. */
    public static TopicTail ofDeadLetters(
            ClientConfig config, Topics topics, boolean fromBeginning, Consumer<DeadLetter> each) {
        return of(config, topics.deadLetters(), DeadLetter.class, fromBeginning, each);
    }

    private static <T> TopicTail of(
            ClientConfig config, String topic, Class<T> type, boolean fromBeginning, Consumer<T> each) {
        RecordCodec<T> codec = RecordCodec.of(type);
        TopicFollower.From from = fromBeginning ? TopicFollower.From.BEGINNING : TopicFollower.From.END;
        TopicFollower follower = new TopicFollower(config, topic, from, "farrier-tail", record -> {
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
