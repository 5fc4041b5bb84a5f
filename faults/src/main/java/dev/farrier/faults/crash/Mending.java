package dev.farrier.faults.crash;

import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.History.ActionExecution;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The machines themselves: most actions help, and the machine says that it is well; where one did not, a person who was called
 * mends it after a while.
 */
public final class Mending implements AutoCloseable {
    private static final long LOOK_EVERY = 200;
    /** Longer than the policies wait for a machine to be well: a person was called by then. */
    private static final long PERSON_AFTER = 40_000;

    private final ActionLedger ledger;
    private final EventSender events;
    private final long seed;
    private final int helpsPercent;
    private final Predicate<String> incurable;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Long> failed = new TreeMap<>();
    private final Thread thread;
    private final AtomicInteger inVain = new AtomicInteger();
    private volatile boolean stop;

    /**
     * @param helpsPercent of the actions
     * @param incurable hosts that stay ill whatever is done
     */
    public Mending(ActionLedger ledger, EventSender events, long seed, int helpsPercent, Predicate<String> incurable) {
        this.ledger = ledger;
        this.events = events;
        this.seed = seed;
        this.helpsPercent = helpsPercent;
        this.incurable = incurable;
        thread = Thread.ofPlatform().daemon().name("mending").start(this::run);
    }

    private void run() {
        try {
            while (!stop) {
                look();
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long now = System.currentTimeMillis();
        for (ActionExecution run : ledger.runs()) {
            if (run.end() == 0 || incurable.test(run.subject().host()) || !seen.add(run.command())) {
                continue;
            }
            if (Math.floorMod((run.command() + seed).hashCode(), 100) < helpsPercent) {
                well(run.subject().policy(), run.subject().host());
            } else {
                inVain.incrementAndGet();
                failed.put(run.subject().policy() + " " + run.subject().host(), now);
            }
        }
        failed.entrySet().removeIf(entry -> {
            boolean due = now - entry.getValue() > PERSON_AFTER;
            if (due) {
                String[] words = entry.getKey().split(" ", 2);
                well(words[0], words[1]);
            }
            return due;
        });
    }

    /** How many runs did not help a machine that can be mended: each may lead to a call of a person. */
    int inVain() {
        return inVain.get();
    }

    private void well(String policy, String host) {
        events.send("well-" + policy, host);
    }

    @Override
    public void close() throws InterruptedException {
        stop = true;
        thread.join();
    }
}
