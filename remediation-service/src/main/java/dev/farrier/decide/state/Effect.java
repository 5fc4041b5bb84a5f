package dev.farrier.decide.state;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;

/** An effect of a decision. The shell writes the effects to their topics, in order. */
public sealed interface Effect {
    /** To {@code commands.<site>}; the shell signs it. */
    record SendCommand(Command command) implements Effect {}

    /** The decider's own claim, to {@code outcomes.<site>}: the first claim there wins the command. */
    record RevokeCommand(Outcome claim) implements Effect {}

    /** To {@code controls.<site>}. */
    record SendControl(String site, Control control) implements Effect {}

    /** To {@code incidents}. */
    record PublishIncident(Incident incident) implements Effect {}

    /** To {@code incidents}, 30 days after the incident's end. */
    record Tombstone(String incident) implements Effect {}

    /**
     * To no topic: a round of the watchdog through the whole loop is over.
     *
     * @param begunAt event time of the event with which it began, epoch milliseconds
     */
    record CompleteRound(String site, long begunAt) implements Effect {}

    /** To {@code audit}. */
    record PublishAudit(AuditRecord audit) implements Effect {}
}
