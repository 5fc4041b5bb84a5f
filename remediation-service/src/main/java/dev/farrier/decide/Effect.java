package dev.farrier.decide;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;

/** What a decision wants done outside. The shell writes each to its topic, in order. */
public sealed interface Effect {
    /** To {@code commands.<site>}; the shell signs it. */
    record Send(Command command) implements Effect {}

    /** The decider's own claim, to {@code outcomes.<site>}: whoever is first there has the command. */
    record Revoke(Outcome claim) implements Effect {}

    /** To {@code controls.<site>}. */
    record Steer(String site, Control control) implements Effect {}

    /** To {@code incidents}, whole. */
    record Changed(Incident incident) implements Effect {}

    /** A tombstone to {@code incidents}: it has been over for long enough. */
    record Gone(String incident) implements Effect {}

    /** To {@code audit}. */
    record Audited(AuditRecord audit) implements Effect {}
}
