package dev.farrier.effect;

/**
 * One rung of one incident, of which a step was run, or may have been, or could not be. A rung that has only looked (confirm,
 * diagnose), or whose commands no worker took, is none.
 *
 * @param startedAt when the guards let it start, by the decider's clock, epoch milliseconds
 * @param endedAt 0 while it goes on
 */
public record RungRun(String rung, long startedAt, long endedAt, RunResult result) {

    public enum RunResult {
        /** The symptom ended, as its verification says. */
        HEALED,
        /** Its steps were done and the symptom did not end, or was back before it was verified. */
        DID_NOT_HELP,
        /** A step failed, could not be sent, or what it took out of service could not be put back. */
        FAILED,
        /** Nobody can tell: a worker was lost, a request got no answer and the symptom did not end, or a source was silent. */
        OUTCOME_UNKNOWN,
        /** A person cancelled it. */
        CANCELLED,
        RUNNING
    }

    public boolean healed() {
        return result == RunResult.HEALED;
    }
}
