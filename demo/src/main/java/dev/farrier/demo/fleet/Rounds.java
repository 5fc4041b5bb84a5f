package dev.farrier.demo.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does several things each second, each in a thread of its own, so that none holds up another. */
final class Rounds implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    interface Work {
        void run() throws IOException;
    }

    void everySecond(Work work) {
        threads.add(Thread.ofVirtual().start(() -> repeat(work)));
    }

    private static void repeat(Work work) {
        while (!Thread.currentThread().isInterrupted()) {
            long next = System.nanoTime() + ROUND.toNanos();
            try {
                work.run();
            } catch (IOException e) {
                // who was asked is not there; that is what the next round is for
            }
            try {
                Thread.sleep(Duration.ofNanos(Math.max(1, next - System.nanoTime())));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
