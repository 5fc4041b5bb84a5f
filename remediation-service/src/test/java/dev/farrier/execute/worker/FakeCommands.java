package dev.farrier.execute.worker;

import dev.farrier.execute.CommandReader;
import dev.farrier.execute.SteppedClock;
import dev.farrier.execute.TopicProgress;
import dev.farrier.model.SignedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Gives what it was given, all at once. */
final class FakeCommands implements CommandReader {
    final FakeProgress progress;
    private final BlockingQueue<SignedCommand> come = new LinkedBlockingQueue<>();

    FakeCommands(SteppedClock clock) {
        progress = new FakeProgress("commands", clock);
    }

    @Override
    public TopicProgress progress() {
        return progress;
    }

    void add(SignedCommand command) {
        come.add(command);
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
}
