package dev.farrier.faults.crash;

import dev.farrier.faults.deployment.EventSender;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Machines fall ill at a steady rate, a few of them again and again. */
final class Load implements AutoCloseable {
    private static final int HOT = 5;
    private static final double HOT_SHARE = 0.2;

    private final EventSender events;
    private final Thread thread;
    private volatile boolean stop;

    /** @param rate events a second */
    Load(EventSender events, long seed, int targets, double rate) {
        this.events = events;
        thread = Thread.ofPlatform().daemon().name("load").start(() -> run(new Random(seed), targets, rate));
    }

    private void run(Random random, int targets, double rate) {
        List<String> policies = List.of(CrashPolicies.ONCE, CrashPolicies.RERUN);
        long step = (long) (1e9 / rate);
        long due = System.nanoTime();
        while (!stop) {
            int host =
                    random.nextDouble() < HOT_SHARE ? random.nextInt(Math.min(HOT, targets)) : random.nextInt(targets);
            events.send("broken-" + policies.get(random.nextInt(policies.size())), CrashPolicies.host(host));
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
