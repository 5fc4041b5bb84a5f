package dev.farrier.faults.crash;

import static dev.farrier.faults.crash.CrashPolicies.LONGEST_WAIT;

import java.util.Random;

/** What is done to whom. */
public enum FaultKind {
    KILL_ENGINE("kill-engine", Victim.ENGINE, false, 6, 0, 10_000),
    KILL_WORKER("kill-worker", Victim.WORKER, false, 4, 0, 10_000),
    KILL_BROKER("kill-broker", Victim.BROKER, false, 2, 0, 10_000),
    PAUSE_ENGINE("pause-engine", Victim.ENGINE, true, 2, 0, 40_000),
    PAUSE_WORKER("pause-worker", Victim.WORKER, true, 3, 0, 40_000),
    /** Until every command has expired, and every time that a verification has. */
    LOSE_BROKER("lose-broker", Victim.BROKER, false, 1, LONGEST_WAIT, LONGEST_WAIT + 20_000);

    /** Who there is. */
    enum Victim {
        ENGINE,
        WORKER,
        BROKER
    }

    private final String text;
    private final Victim victim;
    private final boolean pause;
    private final int weight;
    private final long least;
    private final long longest;

    /**
     * @param least how long the victim is away, milliseconds
     * @param longest likewise
     */
    FaultKind(String text, Victim victim, boolean pause, int weight, long least, long longest) {
        this.text = text;
        this.victim = victim;
        this.pause = pause;
        this.weight = weight;
        this.least = least;
        this.longest = longest;
    }

    Victim victim() {
        return victim;
    }

    /** SIGSTOP, and SIGCONT later; else kill -9, and started again. */
    boolean isPause() {
        return pause;
    }

    /** How often, beside the others. */
    int weight() {
        return weight;
    }

    /** How long the victim is away, milliseconds. */
    long lasts(Random random) {
        return random.nextLong(least, longest + 1);
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
