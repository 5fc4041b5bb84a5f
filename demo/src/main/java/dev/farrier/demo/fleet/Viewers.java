package dev.farrier.demo.fleet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The people whose sessions the bridges serve: one more at every bridge each second, for a few seconds. */
final class Viewers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Rounds rounds = new Rounds();

    void visit(int port) {
        rounds.everySecond(() -> {
            int seconds = ThreadLocalRandom.current().nextInt(1, 4);
            Web.post("http://127.0.0.1:" + port + "/sessions/new?seconds=" + seconds, "", PATIENCE);
        });
    }

    @Override
    public void close() {
        rounds.close();
    }
}
