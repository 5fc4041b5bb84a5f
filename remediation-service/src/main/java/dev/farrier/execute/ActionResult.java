package dev.farrier.execute;

import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;

/** How an action's run went out, as its runner knows it. */
public sealed interface ActionResult {

    /**
     * It is over, and this is how.
     *
     * @param kind a final one
     * @param exitCode exit code or HTTP status; -1 when there is none
     * @param output cut to what an outcome may carry, see {@link Output}
     * @param detail one line, cut to a thousand characters; empty when there is nothing to say
     */
    record Completion(OutcomeKind kind, int exitCode, String output, String detail) implements ActionResult {
        public Completion {
            if (!kind.isFinal()) {
                throw new IllegalArgumentException(kind + " ends nothing");
            }
            output = Output.truncate(output);
            detail = Output.singleLine(detail);
        }

        public static Completion failed(String detail) {
            return new Completion(OutcomeKind.FAILED, -1, "", detail);
        }
    }

    /** It was certainly never begun, and never will be. */
    record NotStarted(RefusalReason reason, String detail) implements ActionResult {

        /** The machine stood still, or its disk did: what was seen before the start may not hold any more. */
        public static NotStarted tooSlow() {
            return new NotStarted(
                    RefusalReason.OUT_OF_DATE,
                    "it did not begin soon enough after the worker had last looked at halts and cancellations");
        }
    }

    /** The worker goes and it goes on: the next incarnation on the same data directory takes it up again. */
    record Handover(String detail) implements ActionResult {}

    /** It is no longer running and nobody knows how it ended, or whether it ever began. */
    record Indeterminate(String detail) implements ActionResult {}
}
