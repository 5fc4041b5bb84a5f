package dev.farrier.demo.fleet;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The users of the bridges: each second a new session at every bridge, for a few seconds. */
final class Viewers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EverySecond rounds = new EverySecond();

    void visit(int port) {
        rounds.everySecond(() -> {
            int seconds = ThreadLocalRandom.current().nextInt(1, 4);
            LocalHttp.post("http://127.0.0.1:" + port + "/sessions/new?seconds=" + seconds, "", PATIENCE);
        });
    }

    @Override
    public void close() {
        rounds.close();
    }
}
