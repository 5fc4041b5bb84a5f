package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.AuditRecord.Kind;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One incident as it went.
 *
 * @param audit all about it, in order
 */
record Story(Incident incident, List<AuditRecord> audit) {
    /** What a command is, whichever incident it is of. */
    record Sent(String rung, String step, String action) {
        static Sent of(AuditRecord audit) {
            return new Sent(audit.rung(), audit.step(), audit.action());
        }

        @Override
        public String toString() {
            return rung + (rung.isEmpty() || step.isEmpty() ? "" : " / ") + step + " runs " + action;
        }
    }

    /** What the guards said each time that they were asked. */
    List<AuditRecord> decisions() {
        return of(Kind.DECISION);
    }

    /** How it moved. */
    List<AuditRecord> moves() {
        return of(Kind.STATE);
    }

    /** What was sent, in order; what was sent several times once. */
    Set<Sent> commands() {
        return of(Kind.COMMAND).stream().map(Sent::of).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** How commands ended, in order; without those that nobody has started. */
    Map<Sent, List<AuditRecord>> outcomes() {
        Map<Sent, List<AuditRecord>> outcomes = new LinkedHashMap<>();
        for (AuditRecord outcome : of(Kind.OUTCOME)) {
            if (outcome.reason() != Reason.EXPIRED) {
                outcomes.computeIfAbsent(Sent.of(outcome), sent -> new ArrayList<>())
                        .add(outcome);
            }
        }
        return outcomes;
    }

    private List<AuditRecord> of(Kind kind) {
        return audit.stream().filter(record -> record.kind() == kind).toList();
    }

    /** Whether it was open at this moment of its decider's clock, epoch milliseconds. */
    boolean wasOpenAt(long at) {
        return incident.openedAt() <= at && (incident.closedAt() == 0 || at < incident.closedAt());
    }

    /** Whether it has come to its end; an escalated one has, for the machine. */
    boolean isDone() {
        return incident.state().isOver() || incident.state() == IncidentState.ESCALATED;
    }

    /** Where it stands, e.g. {@code resolved verified}. */
    String end() {
        return lower(incident.state()) + " " + incident.reason().code();
    }

    /** From the first decision to the end, in one line. */
    String text() {
        String decided = decisions().stream().map(Story::ruling).collect(Collectors.joining("; "));
        return (decided.isEmpty() ? "" : decided + "; ") + end();
    }

    /** A decision, e.g. {@code act restart} or {@code defer cooldown}. */
    static String ruling(AuditRecord decision) {
        Verdict verdict = Objects.requireNonNullElse(decision.verdict(), Verdict.IGNORE);
        return lower(verdict) + " "
                + (verdict == Verdict.ACT ? decision.rung() : decision.reason().code());
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
