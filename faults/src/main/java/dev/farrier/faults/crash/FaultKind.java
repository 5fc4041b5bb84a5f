package dev.farrier.faults.crash;

/** What is done to whom. */
public enum FaultKind {
    KILL_ENGINE("kill-engine", Victim.ENGINE, false, 6),
    KILL_WORKER("kill-worker", Victim.WORKER, false, 4),
    KILL_BROKER("kill-broker", Victim.BROKER, false, 2),
    PAUSE_ENGINE("pause-engine", Victim.ENGINE, true, 2),
    PAUSE_WORKER("pause-worker", Victim.WORKER, true, 3);

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

    FaultKind(String text, Victim victim, boolean pause, int weight) {
        this.text = text;
        this.victim = victim;
        this.pause = pause;
        this.weight = weight;
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

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
