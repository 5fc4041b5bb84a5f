package dev.farrier.faults.crash;

import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.deployment.EventSender;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.judge.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets machines fail that the load leaves alone, one after the other, and sees whether an action runs there soon. */
public final class LoopProbe {
    private final Trial trial;
    private final ActionLedger ledger;
    private final Duration within;
    private final List<String> stuck = new ArrayList<>();
    private int number;

    /** @param within how soon */
    public LoopProbe(Trial trial, ActionLedger ledger, Duration within) {
        this.trial = trial;
        this.ledger = ledger;
        this.within = within;
    }

    /**
     * Returns when an action runs, or it is too late.
     *
     * @param what has happened before
     * @return the time until the action, or until it was too late, in milliseconds
     */
    public long after(String what, EventSender events) throws InterruptedException {
        String host = trial.spare(number++);
        long before = runs(host);
        long began = System.nanoTime();
        events.send("broken-" + CrashPolicies.ONCE, host);
        boolean ran = new Await(within).tryUntil(() -> runs(host) > before);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        if (!ran) {
            stuck.add("after " + what + ": not after " + millis + " ms");
        }
        return millis;
    }

    private long runs(String host) {
        return ledger.runs().stream()
                .filter(run -> run.subject().host().equals(host))
                .count();
    }

    /** That there was always one in time. */
    public Check check() {
        return new Check("no action within " + within.toSeconds() + " s after a fault", stuck);
    }
}
