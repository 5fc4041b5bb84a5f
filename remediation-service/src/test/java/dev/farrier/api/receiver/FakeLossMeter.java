package dev.farrier.api.receiver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was counted, in words. */
final class FakeLossMeter implements LossMeter {
    final List<String> counted = new CopyOnWriteArrayList<>();

    @Override
    public void deadLetter(String source) {
        counted.add("dead letter of " + source);
    }

    @Override
    public void truncated(String source, long alerts) {
        counted.add(alerts + " truncated of " + source);
    }

    @Override
    public void tooLarge(String source) {
        counted.add("too large of " + source);
    }
}
