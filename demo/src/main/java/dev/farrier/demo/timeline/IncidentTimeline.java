package dev.farrier.demo.timeline;

import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.Incident.CommandResult;
import dev.farrier.model.IncidentState;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns records of Farrier's topics into lines. Every record of an incident is complete; a line tells what changed in it. */
public final class IncidentTimeline {
    /** A symptom of the same bridge and policy within this time gets no line, milliseconds. */
    private static final long SEEN_AGAIN = 10_000;

    private final Map<String, Incident> known = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();

    /** A symptom that was not shown lately: a log line that a policy matches, or a failed probe. */
    public List<TimelineEntry> on(MatchedEvent matched) {
        Event event = matched.event();
        String bridge = event.label("host");
        String result = event.label("result");
        boolean symptom = event.source().equals("bridge-log") || (!result.isEmpty() && !result.equals("up"));
        if (!symptom) {
            return List.of();
        }
        String topic = bridge + " " + matched.matches().getFirst().policy();
        Long before = seen.put(topic, event.time());
        if (before != null && event.time() - before < SEEN_AGAIN) {
            return List.of();
        }
        String text = result.isEmpty() ? "log: " + event.message() : "probe: " + result;
        return List.of(new TimelineEntry(event.time(), bridge, EntryType.SEEN, text));
    }

    /** A detection that opened no incident. */
    public List<TimelineEntry> on(AuditRecord record) {
        if (record.kind() != AuditRecord.AuditKind.DECISION
                || !record.incident().isEmpty()) {
            return List.of();
        }
        String bridge = record.group().getOrDefault("host", "");
        String text = record.policy() + ": ignored, " + record.reason().code() + detail(record.detail());
        return List.of(new TimelineEntry(record.time(), bridge, EntryType.DECIDED, text));
    }

    /** @param at when the incident was written, epoch milliseconds */
    public List<TimelineEntry> on(Incident now, long at) {
        Incident before = known.put(now.id(), now);
        List<TimelineEntry> lines = new ArrayList<>();
        if (before == null) {
            add(
                    lines,
                    now,
                    at,
                    EntryType.DETECTED,
                    now.policy() + ": " + now.detection().because());
        }
        List<CommandResult> history = now.history();
        for (CommandResult result : history.subList(Math.min(size(before), history.size()), history.size())) {
            addResult(lines, now, result);
        }
        Command command = command(now);
        boolean newRung =
                now.work().rung() > (before == null ? -1 : before.work().rung());
        if (newRung) {
            String rung = command == null ? Integer.toString(now.work().rung() + 1) : command.rung();
            add(
                    lines,
                    now,
                    at,
                    EntryType.DECIDED,
                    now.policy() + (now.work().rung() > 0 ? ": that did not help; acts: " : ": acts: ") + rung);
        }
        if (command != null && (before == null || !command.equals(command(before)))) {
            addCommand(lines, now, at, command);
        }
        if (before == null || before.state() != now.state() || before.reason() != now.reason()) {
            addState(lines, before, now, at);
        }
        return lines;
    }

    private static int size(@Nullable Incident incident) {
        return incident == null ? 0 : incident.history().size();
    }

    private static @Nullable Command command(Incident incident) {
        return incident.work().active() == null
                ? null
                : incident.work().active().command();
    }

    /** A successful verification or call gets no line: the state that follows has one. */
    private static void addResult(List<TimelineEntry> lines, Incident incident, CommandResult result) {
        if (result.purpose() == Purpose.CONFIRM && result.exitCode() >= 0) {
            String text = result.kind() == OutcomeKind.SUCCEEDED ? "it is still so" : "it is no longer so";
            lines.add(new TimelineEntry(result.at(), incident.target(), EntryType.DONE, text));
            return;
        }
        boolean good = result.kind() == OutcomeKind.SUCCEEDED;
        String text = switch (result.purpose()) {
            case STEP, ROLLBACK -> result.step();
            case CONFIRM -> "confirm";
            case VERIFY -> good ? "" : "verify";
            case ESCALATE -> good ? "" : "call";
            case RESOLVED -> good ? "" : "tell";
        };
        if (!text.isEmpty()) {
            String how = good ? "" : " " + result.kind().name().toLowerCase(Locale.ROOT) + detail(result.detail());
            lines.add(new TimelineEntry(
                    result.at(), incident.target(), good ? EntryType.DONE : EntryType.FAILED, text + how));
        }
    }

    private static void addCommand(List<TimelineEntry> lines, Incident incident, long at, Command command) {
        String text = switch (command.purpose()) {
            case CONFIRM -> "looks once more";
            case STEP -> command.step() + " (" + command.action().type() + ")";
            case ROLLBACK -> "rolls back: " + command.step();
            case VERIFY -> "";
            case ESCALATE -> "calls a person";
            case RESOLVED -> "tells who was called that it is over";
        };
        if (!text.isEmpty()) {
            add(lines, incident, at, EntryType.DOES, text);
        }
    }

    private static void addState(List<TimelineEntry> lines, @Nullable Incident before, Incident now, long at) {
        String why = now.reason().code();
        boolean moved = before == null || before.state() != now.state();
        switch (now.state()) {
            case DEFERRED -> add(lines, now, at, EntryType.DECIDED, now.policy() + ": waits, " + why);
            case SUPPRESSED -> add(lines, now, at, EntryType.DECIDED, now.policy() + ": does nothing, " + why);
            case CANCELLED -> add(lines, now, at, EntryType.DECIDED, now.policy() + ": ends, " + why);
            case VERIFYING -> {
                if (moved) {
                    add(lines, now, at, EntryType.VERIFIES, "did it help?");
                }
            }
            case ESCALATED -> {
                if (moved) {
                    add(lines, now, at, EntryType.ESCALATED, now.policy() + ": " + why);
                }
            }
            case RESOLVED -> {
                if (now.work().rungStartedAt() == 0 || now.reason() == Reason.CLEARED_ITSELF) {
                    add(lines, now, at, EntryType.DECIDED, now.policy() + ": nothing to do, " + why);
                } else if (before != null && before.state() == IncidentState.ESCALATED) {
                    add(lines, now, at, EntryType.HEALED, now.policy() + ": " + why + ", after a person was called");
                } else {
                    String after = Seconds.format(now.closedAt() - now.openedAt());
                    add(
                            lines,
                            now,
                            at,
                            EntryType.HEALED,
                            now.policy() + ": " + why + ", " + after + " after it was detected");
                }
            }
            case OPEN, AWAITING_APPROVAL, CONFIRMING, REMEDIATING -> {}
        }
    }

    private static void add(List<TimelineEntry> lines, Incident incident, long at, EntryType what, String text) {
        String bridge = incident.target().isEmpty() ? incident.group().getOrDefault("host", "") : incident.target();
        lines.add(new TimelineEntry(at, bridge, what, text));
    }

    private static String detail(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}
