package dev.farrier.faults.takeover;

import dev.farrier.faults.deployment.EventSender;
import java.util.concurrent.locks.LockSupport;

/**
 * One machine after the other falls ill, at a steady rate; meanwhile many others report that they are well, so that ingest
 * nearly always has a transaction open, as it has in a fleet.
 */
final class Trickle implements AutoCloseable {
    /** How many report that they are well for each that falls ill. */
    private static final int WELL = 6;

    private final EventSender events;
    private final Thread thread;
    private volatile boolean stop;

    /** @param rate events a second */
    Trickle(EventSender events, int targets, double rate) {
        this.events = events;
        thread = Thread.ofPlatform().daemon().name("trickle").start(() -> run(targets, (long) (1e9 / rate)));
    }

    private void run(int targets, long step) {
        long due = System.nanoTime();
        for (int next = 0; !stop; next = (next + 1) % targets) {
            events.send("broken-" + TakeoverPolicies.POLICY, TakeoverPolicies.host(next));
            for (int i = 0; i < WELL; i++) {
                events.send("well-" + TakeoverPolicies.POLICY, TakeoverPolicies.host(targets + i));
            }
            due += step;
            while (!stop && System.nanoTime() < due) {
                LockSupport.parkNanos(Math.min(50_000_000, due - System.nanoTime()));
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
