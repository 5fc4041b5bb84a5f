package dev.farrier.model;

import java.util.List;

/** Orders of operators, and reports of Farrier's own watches, for the decider. */
public sealed interface OperatorInput extends DeciderInput
        permits OperatorInput.Halt,
                OperatorInput.Resume,
                OperatorInput.CancelIncident,
                OperatorInput.Acknowledge,
                OperatorInput.AcknowledgeStorm,
                OperatorInput.AddSilence,
                OperatorInput.ExpireSilence,
                OperatorInput.AnswerApproval,
                OperatorInput.BeginMaintenance,
                OperatorInput.EndMaintenance,
                OperatorInput.BundleActivated,
                OperatorInput.SiteSeen,
                OperatorInput.SiteGone,
                OperatorInput.KeyRotated,
                OperatorInput.SourceLoss,
                OperatorInput.HostSeen {

    /**
     * Start no command in the scope. Idempotent. The end of a scoped halt is a record of this type too: a version that knows no
     * scopes has taken the halt for one of everything, and must not take its end for the end of all halts.
     *
     * @param calls start no calls either; only with {@link HaltScope#ALL}
     * @param at when it was appended, epoch milliseconds: orders it among others of its kind; 0 before intake
     * @param ended the halt of this scope ends; never with {@link HaltScope#ALL}, whose end is {@link Resume}
     */
    record Halt(boolean calls, String by, String why, long at, HaltScope scope, boolean ended)
            implements OperatorInput {
        /** As an operator sends it. */
        public Halt(boolean calls, String by, String why) {
            this(calls, by, why, 0, HaltScope.ALL, false);
        }

        /** As an operator sends it: people are still called. */
        public Halt(String by, String why) {
            this(false, by, why);
        }

        /** As an operator sends it. */
        public Halt(HaltScope scope, String by, String why) {
            this(false, by, why, 0, scope, false);
        }

        /** @param appendedAt as {@code at} */
        public Halt at(long appendedAt) {
            return new Halt(calls, by, why, appendedAt, scope, ended);
        }
    }

    /**
     * End the halt of everything; those of single sites, policies and targets stay.
     *
     * @param at as of {@link Halt}
     */
    record Resume(String by, String why, long at) implements OperatorInput {
        /** As an operator sends it. */
        public Resume(String by, String why) {
            this(by, why, 0);
        }

        /** As an operator sends it, for any scope. */
        public static OperatorInput of(HaltScope scope, String by, String why) {
            return scope.isAll() ? new Resume(by, why) : new Halt(false, by, why, 0, scope, true);
        }
    }

    /**
     * End an incident by hand; its command, if one is not yet finished, is cancelled.
     *
     * @param fromRung name of the rung with which a retry begins; empty: the first, and for all else
     */
    record CancelIncident(String incident, String by, String why, Afterwards afterwards, String fromRung)
            implements OperatorInput {
        /** A retry begins with the first rung. */
        public CancelIncident(String incident, String by, String why, Afterwards afterwards) {
            this(incident, by, why, afterwards, "");
        }

        /** A symptom that lasts is decided again. */
        public CancelIncident(String incident, String by, String why) {
            this(incident, by, why, Afterwards.DECIDE_AGAIN);
        }

        /** What becomes of a symptom that is still there. */
        public enum Afterwards {
            /** One that lasts until something ends it is decided again after the policy's cooldown. */
            DECIDE_AGAIN,
            /** Its detections are ignored until it has ended. */
            UNTIL_RESOLVED,
            /** It is decided again at once, from a rung on. */
            RETRY
        }
    }

    /** A policy that has stopped itself, or is stopped by its own storm breaker, may act again. */
    record Acknowledge(String name, String by, String why) implements OperatorInput {}

    /**
     * What a {@code StormBreaker} has stopped may start again, at all sites.
     *
     * @param name of the breaker
     */
    record AcknowledgeStorm(String name, String by, String why) implements OperatorInput {}

    /**
     * For incidents that the matchers select, start nothing and call nobody, until a time.
     *
     * @param id chosen by the sender; the same id again replaces the silence
     * @param matchers as in Alertmanager, separated by commas
     * @param until epoch milliseconds
     */
    record AddSilence(String id, String matchers, long until, String by, String why) implements OperatorInput {}

    /** End a silence before its time. */
    record ExpireSilence(String id, String by, String why) implements OperatorInput {}

    /**
     * Says yes or no to a rung that persons were asked about. Only the HTTP API sends it, for the owner of a token.
     *
     * @param rung the name of the rung that is meant
     * @param roles of the token, in lower case
     */
    record AnswerApproval(String incident, String rung, boolean approves, String by, List<String> roles, String why)
            implements OperatorInput {
        public AnswerApproval {
            roles = List.copyOf(roles);
        }
    }

    /**
     * On the resources that the selector selects, start nothing, call nobody for them, and count them as unavailable, until a time.
     *
     * @param id chosen by the sender; the same id again replaces the maintenance
     * @param selector matchers of resources, separated by commas
     * @param until epoch milliseconds
     */
    record BeginMaintenance(String id, String selector, long until, String by, String why) implements OperatorInput {}

    /** End a maintenance before its time. */
    record EndMaintenance(String id, String by, String why) implements OperatorInput {}

    /** Puts the policies of the commit in force, once core has found that it can use them. */
    record BundleActivated(String commit) implements OperatorInput {}

    /** The topics of the site can be used. */
    record SiteSeen(String site) implements OperatorInput {}

    /** A topic of the site is missing or cannot be used. */
    record SiteGone(String site, String why) implements OperatorInput {}

    /** From now on commands are signed with this key: a core with another key sends nothing. */
    record KeyRotated(String keyId, String by, String why) implements OperatorInput {}

    /**
     * Input of a source is lost repeatedly.
     *
     * @param why for people; empty: no longer
     */
    record SourceLoss(String source, String why) implements OperatorInput {}

    /**
     * A process of Farrier that is no executor runs on this host; told again every few minutes.
     *
     * @param names of one host: its names and addresses; not empty
     */
    record HostSeen(List<String> names) implements OperatorInput {
        public HostSeen {
            names = List.copyOf(names);
        }
    }
}
