package dev.farrier.demo.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Repeats several tasks each second, each on a thread of its own, so that none delays another. */
final class EverySecond implements AutoCloseable {
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
                // the server is down; the next round tries again
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
