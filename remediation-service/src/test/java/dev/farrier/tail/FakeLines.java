package dev.farrier.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what it is handed, and fails as often as it is told to, with the lines or without having got them. */
final class FakeLines implements LineSink {
    /** Everything, repeats included. */
    final List<TailedLine> all = new ArrayList<>();
    /** Origin → text, in order of first arrival. */
    final Map<String, String> byOrigin = new LinkedHashMap<>();

    int failures;
    boolean storeWhenFailing;

    @Override
    public synchronized CompletionStage<Void> deliver(List<TailedLine> batch) {
        boolean fail = failures > 0;
        if (fail) {
            failures--;
        }
        if (!fail || storeWhenFailing) {
            batch.forEach(this::keep);
        }
        return fail
                ? CompletableFuture.failedFuture(new IOException("broker is down"))
                : CompletableFuture.completedFuture(null);
    }

    private void keep(TailedLine tailed) {
        all.add(tailed);
        String text = text(tailed);
        String before = byOrigin.putIfAbsent(tailed.origin(), text);
        if (before != null && !before.equals(text)) {
            throw new AssertionError(tailed.origin() + " is both " + before + " and " + text);
        }
    }

    synchronized List<String> texts() {
        return all.stream().map(FakeLines::text).toList();
    }

    private static String text(TailedLine tailed) {
        return switch (tailed) {
            case TailedLine.Complete line -> new String(line.bytes(), UTF_8);
            case TailedLine.Oversized tooLong -> "too long: " + tooLong.length();
        };
    }
}
