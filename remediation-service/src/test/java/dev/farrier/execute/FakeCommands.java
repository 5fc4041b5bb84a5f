package dev.farrier.execute;

import dev.farrier.model.SignedCommand;
import java.util.ArrayList;
import java.util.List;

/** Gives what it was given, all at once. */
final class FakeCommands implements CommandReader {
    private final SteppedClock clock;
    private final List<SignedCommand> come = new ArrayList<>();
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
    public List<SignedCommand> poll(long millis) {
        List<SignedCommand> all = List.copyOf(come);
        come.clear();
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
