package dev.farrier.decide;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;

/** What a decision wants done outside. The shell writes each to its topic, in order. */
public sealed interface Effect {
    /** To {@code commands.<site>}; the shell signs it. */
    record SendCommand(Command command) implements Effect {}

    /** The decider's own claim, to {@code outcomes.<site>}: whoever is first there has the command. */
    record RevokeCommand(Outcome claim) implements Effect {}

    /** To {@code controls.<site>}. */
    record SendControl(String site, Control control) implements Effect {}

    /** To {@code incidents}, whole. */
    record PublishIncident(Incident incident) implements Effect {}

    /** A tombstone to {@code incidents}: it has been over for long enough. */
    record Tombstone(String incident) implements Effect {}

    /** To {@code audit}. */
    record PublishAudit(AuditRecord audit) implements Effect {}
}
