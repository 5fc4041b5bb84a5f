package dev.farrier.execute.worker;

import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.TopicProgress;

/** A topic that is always read up to now, unless told otherwise. */
final class FakeProgress implements TopicProgress {
    private final String topic;
    private final SteppedClock clock;
    private long readUpTo = -1;
    private String problem;

    FakeProgress(String topic, SteppedClock clock) {
        this.topic = topic;
        this.clock = clock;
    }

    /** -1: always up to now. */
    void readUpTo(long millis) {
        readUpTo = millis;
    }

    void problem(String value) {
        problem = value;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long readUpTo() {
        return readUpTo < 0 ? clock.millis() : readUpTo;
    }

    @Override
    public String problem() {
        return problem;
    }
}
