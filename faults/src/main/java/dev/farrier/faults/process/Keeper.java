package dev.farrier.faults.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Starts a program that ended by itself again after 5 s, as the systemd units do. */
public final class Keeper implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration RESTART_AFTER = Duration.ofSeconds(5);

    private final List<Child> children;
    private final Consumer<String> told;
    private final Set<Child> faulty = ConcurrentHashMap.newKeySet();
    private final Map<Child, Long> endedAt = new HashMap<>();
    private final AtomicInteger endings = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stop;

    /** @param told hears one line of each program that ended by itself */
    public Keeper(List<Child> children, Consumer<String> told) {
        this.children = List.copyOf(children);
        this.told = told;
        thread = Thread.ofPlatform().daemon().name("keeper").start(this::run);
    }

    /** A fault has it: that it is dead is meant. */
    public void leave(Child child) {
        faulty.add(child);
    }

    /** The fault is over. */
    public void keep(Child child) {
        faulty.remove(child);
    }

    /** How often one has ended by itself. */
    public int endings() {
        return endings.get();
    }

    private void run() {
        try {
            while (!stop) {
                children.forEach(this::look);
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Child child) {
        if (faulty.contains(child) || child.isAlive()) {
            endedAt.remove(child);
            return;
        }
        Long since = endedAt.get(child);
        if (since == null) {
            endedAt.put(child, System.nanoTime());
            endings.incrementAndGet();
            told.accept(child.name() + " ended by itself with exit code " + child.exitCode()
                    + "; it is started again after " + RESTART_AFTER.toSeconds() + " s");
        } else if (System.nanoTime() - since >= RESTART_AFTER.toNanos()) {
            child.start();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
