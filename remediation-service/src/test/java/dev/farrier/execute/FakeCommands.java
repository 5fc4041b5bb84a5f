package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Gives what it was given, all at once. */
final class FakeCommands implements CommandReader {
    private final SteppedClock clock;
    private final BlockingQueue<SignedCommand> come = new LinkedBlockingQueue<>();
    private long readUpTo = -1;
    private String problem;

    FakeCommands(SteppedClock clock) {
        this.clock = clock;
    }

    void add(SignedCommand command) {
        come.add(command);
    }

    /** -1: always up to now. */
    void readUpTo(long millis) {
        readUpTo = millis;
    }

    void problem(String value) {
        problem = value;
    }

    @Override
    public List<SignedCommand> poll(long millis) throws InterruptedException {
        List<SignedCommand> all = new ArrayList<>();
        SignedCommand first = come.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            all.add(first);
            come.drainTo(all);
        }
        return all;
    }

    @Override
    public String topic() {
        return "commands";
    }

    @Override
    public long readUpTo() {
        return readUpTo < 0 ? clock.millis() : readUpTo;
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public void close() {}
}
