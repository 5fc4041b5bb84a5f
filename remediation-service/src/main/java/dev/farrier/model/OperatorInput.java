package dev.farrier.model;

/** What people, and the service's own housekeeping, tell the decider. */
public sealed interface OperatorInput extends DeciderInput
        permits OperatorInput.Halt,
                OperatorInput.Resume,
                OperatorInput.CancelIncident,
                OperatorInput.BundleActivated,
                OperatorInput.SiteSeen {

    /** Start nothing more, anywhere. Idempotent. */
    record Halt(String by, String why) implements OperatorInput {}

    record Resume(String by, String why) implements OperatorInput {}

    /** End an incident by hand; its command, if one is not yet finished, is cancelled. */
    record CancelIncident(String incident, String by, String why) implements OperatorInput {}

    /** From here on new incidents are decided under this commit. */
    record BundleActivated(String commit) implements OperatorInput {}

    /** The topics of this site exist: commands may be sent there. */
    record SiteSeen(String site) implements OperatorInput {}
}
