package dev.farrier.demo.story;

import dev.farrier.demo.story.Line.What;
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

/** Records of Farrier's topics → lines. An incident is written whole on every change; what is told is what is new in it. */
public final class Story {
    /** The same thing seen again within this is not news, in milliseconds. */
    private static final long SEEN_AGAIN = 10_000;

    private final Map<String, Incident> known = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();

    /** A symptom, when it is news: a log line that a policy looks for, or a probe that did not succeed. */
    public List<Line> on(MatchedEvent matched) {
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
        return List.of(new Line(event.time(), bridge, What.SEEN, text));
    }

    /** A detection that opened no incident. */
    public List<Line> on(AuditRecord record) {
        if (record.kind() != AuditRecord.AuditKind.DECISION
                || !record.incident().isEmpty()) {
            return List.of();
        }
        String bridge = record.group().getOrDefault("host", "");
        String text = record.policy() + ": ignored, " + record.reason().code() + detail(record.detail());
        return List.of(new Line(record.time(), bridge, What.DECIDED, text));
    }

    /** @param at when it was written, epoch milliseconds */
    public List<Line> on(Incident now, long at) {
        Incident before = known.put(now.id(), now);
        List<Line> lines = new ArrayList<>();
        if (before == null) {
            add(
                    lines,
                    now,
                    at,
                    What.DETECTED,
                    now.policy() + ": " + now.detection().because());
        }
        List<CommandResult> history = now.history();
        for (CommandResult done : history.subList(Math.min(size(before), history.size()), history.size())) {
            done(lines, now, done);
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
                    What.DECIDED,
                    now.policy() + (now.work().rung() > 0 ? ": that did not help; acts: " : ": acts: ") + rung);
        }
        if (command != null && (before == null || !command.equals(command(before)))) {
            does(lines, now, at, command);
        }
        if (before == null || before.state() != now.state() || before.reason() != now.reason()) {
            state(lines, before, now, at);
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

    /** That a verification or a call has ended well is told by what follows from it. */
    private static void done(List<Line> lines, Incident incident, CommandResult done) {
        if (done.purpose() == Purpose.CONFIRM && done.exitCode() >= 0) {
            String text = done.kind() == OutcomeKind.SUCCEEDED ? "it is still so" : "it is no longer so";
            lines.add(new Line(done.at(), incident.target(), What.DONE, text));
            return;
        }
        boolean good = done.kind() == OutcomeKind.SUCCEEDED;
        String text = switch (done.purpose()) {
            case STEP, ROLLBACK -> done.step();
            case CONFIRM -> "confirm";
            case VERIFY -> good ? "" : "verify";
            case ESCALATE -> good ? "" : "call";
            case RESOLVED -> good ? "" : "tell";
        };
        if (!text.isEmpty()) {
            String how = good ? "" : " " + done.kind().name().toLowerCase(Locale.ROOT) + detail(done.detail());
            lines.add(new Line(done.at(), incident.target(), good ? What.DONE : What.FAILED, text + how));
        }
    }

    private static void does(List<Line> lines, Incident incident, long at, Command command) {
        String text = switch (command.purpose()) {
            case CONFIRM -> "looks once more";
            case STEP -> command.step() + " (" + command.action().type() + ")";
            case ROLLBACK -> "rolls back: " + command.step();
            case VERIFY -> "";
            case ESCALATE -> "calls a person";
            case RESOLVED -> "tells who was called that it is over";
        };
        if (!text.isEmpty()) {
            add(lines, incident, at, What.DOES, text);
        }
    }

    private static void state(List<Line> lines, @Nullable Incident before, Incident now, long at) {
        String why = now.reason().code();
        boolean moved = before == null || before.state() != now.state();
        switch (now.state()) {
            case DEFERRED -> add(lines, now, at, What.DECIDED, now.policy() + ": waits, " + why);
            case SUPPRESSED -> add(lines, now, at, What.DECIDED, now.policy() + ": does nothing, " + why);
            case CANCELLED -> add(lines, now, at, What.DECIDED, now.policy() + ": ends, " + why);
            case VERIFYING -> {
                if (moved) {
                    add(lines, now, at, What.VERIFIES, "did it help?");
                }
            }
            case ESCALATED -> {
                if (moved) {
                    add(lines, now, at, What.ESCALATED, now.policy() + ": " + why);
                }
            }
            case RESOLVED -> {
                if (now.work().rungStartedAt() == 0 || now.reason() == Reason.CLEARED_ITSELF) {
                    add(lines, now, at, What.DECIDED, now.policy() + ": nothing to do, " + why);
                } else if (before != null && before.state() == IncidentState.ESCALATED) {
                    add(lines, now, at, What.HEALED, now.policy() + ": " + why + ", after a person was called");
                } else {
                    String after = Durations.seconds(now.closedAt() - now.openedAt());
                    add(
                            lines,
                            now,
                            at,
                            What.HEALED,
                            now.policy() + ": " + why + ", " + after + " after it was detected");
                }
            }
            case OPEN, AWAITING_APPROVAL, CONFIRMING, REMEDIATING -> {}
        }
    }

    private static void add(List<Line> lines, Incident incident, long at, What what, String text) {
        String bridge = incident.target().isEmpty() ? incident.group().getOrDefault("host", "") : incident.target();
        lines.add(new Line(at, bridge, what, text));
    }

    private static String detail(String detail) {
        return detail.isEmpty() ? "" : ": " + detail;
    }
}
