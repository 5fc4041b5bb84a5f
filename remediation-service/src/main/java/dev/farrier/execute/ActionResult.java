package dev.farrier.execute;

import dev.farrier.model.OutcomeKind;
import dev.farrier.model.RefusalReason;

/** How a run of an action ended, as its runner knows it. */
public sealed interface ActionResult {

    /**
     * The action is over.
     *
     * @param kind a final one
     * @param exitCode exit code or HTTP status; -1 when there is none
     * @param output cut to what an outcome may carry, see {@link Output}
     * @param detail one line, cut to a thousand characters; empty when there is nothing to say
     * @param notDone it surely has changed nothing
     */
    record Completion(OutcomeKind kind, int exitCode, String output, String detail, boolean notDone)
            implements ActionResult {
        public Completion(OutcomeKind kind, int exitCode, String output, String detail) {
            this(kind, exitCode, output, detail, false);
        }

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

    /** The action was never started, and never will be. */
    record NotStarted(RefusalReason reason, String detail) implements ActionResult {

        /** The machine or its disk stood still: what the worker has read of halts and cancellations is too old. */
        public static NotStarted tooSlow() {
            return new NotStarted(
                    RefusalReason.OUT_OF_DATE,
                    "it did not begin soon enough after the worker had last looked at halts and cancellations");
        }
    }

    /** The worker shuts down and the action goes on: the next incarnation on the same data directory takes it up. */
    record Handover(String detail) implements ActionResult {}

    /** The action no longer runs, and how it ended, or whether it started, is not known. */
    record Indeterminate(String detail) implements ActionResult {}
}
