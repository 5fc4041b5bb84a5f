package dev.farrier.model;

/** What people, and the service's own housekeeping, tell the decider. */
public sealed interface OperatorInput extends DeciderInput
        permits OperatorInput.Halt,
                OperatorInput.Resume,
                OperatorInput.CancelIncident,
                OperatorInput.BundleActivated,
                OperatorInput.SiteSeen,
                OperatorInput.SiteGone,
                OperatorInput.KeyRotated,
                OperatorInput.SourceLoss {

    /**
     * Start nothing more, anywhere. Idempotent.
     *
     * @param calls call nobody either
     * @param at when it was appended, epoch milliseconds: orders it among others of its kind; 0 before intake
     */
    record Halt(boolean calls, String by, String why, long at) implements OperatorInput {
        /** As an operator sends it. */
        public Halt(boolean calls, String by, String why) {
            this(calls, by, why, 0);
        }

        /** As an operator sends it: people are still called. */
        public Halt(String by, String why) {
            this(false, by, why, 0);
        }
    }

    /**
     * Go on.
     *
     * @param at as of {@link Halt}
     */
    record Resume(String by, String why, long at) implements OperatorInput {
        /** As an operator sends it. */
        public Resume(String by, String why) {
            this(by, why, 0);
        }
    }

    /** End an incident by hand; its command, if one is not yet finished, is cancelled. */
    record CancelIncident(String incident, String by, String why, Afterwards afterwards) implements OperatorInput {
        /** What lasts is decided again. */
        public CancelIncident(String incident, String by, String why) {
            this(incident, by, why, Afterwards.DECIDE_AGAIN);
        }

        /** What becomes of a symptom that is still there. */
        public enum Afterwards {
            /** One that lasts until something ends it is decided again after the policy's cooldown. */
            DECIDE_AGAIN,
            /** Its detections are passed over until it has ended. */
            UNTIL_RESOLVED,
            /** It is decided again at once, from the first rung on. */
            RETRY
        }
    }

    /** New incidents are to be decided under this commit, once the decider has found that it can use it. */
    record BundleActivated(String commit) implements OperatorInput {}

    /** The topics of this site exist: commands may be sent there. */
    record SiteSeen(String site) implements OperatorInput {}

    /** Something of this site's topics is missing or can't be used: nothing may be sent there. */
    record SiteGone(String site, String why) implements OperatorInput {}

    /** From here on commands are signed with this key: a core that signs with another does not act. */
    record KeyRotated(String keyId, String by, String why) implements OperatorInput {}

    /**
     * A source goes on losing what it sends.
     *
     * @param why for people; empty: it does not any more
     */
    record SourceLoss(String source, String why) implements OperatorInput {}
}
