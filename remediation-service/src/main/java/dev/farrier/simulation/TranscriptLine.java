package dev.farrier.simulation;

import dev.farrier.model.Labels;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.model.Verdict;
import dev.farrier.view.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One detection, decision, command, resolution or escalation of a simulation.
 *
 * @param time event time, epoch milliseconds
 * @param verdict null unless the line is a decision
 * @param reason null where it would add nothing
 * @param until when the decider decides again, epoch milliseconds; 0: no time is set
 * @param work rung, step and action; {@link LineWork#NONE} for a detection
 * @param detail why a step could not be made into a command; else empty
 */
public record TranscriptLine(
        long time,
        LineType type,
        LineSubject subject,
        @Nullable Verdict verdict,
        @Nullable Reason reason,
        long until,
        LineWork work,
        String detail) {

    /** Written in lower case. */
    public enum LineType {
        DETECTION("detections"),
        DECISION("decisions"),
        COMMAND("commands"),
        RESOLVED("resolved"),
        ESCALATED("escalated");

        private final String text = name().toLowerCase(Locale.ROOT);
        private final String plural;

        LineType(String plural) {
            this.plural = plural;
        }

        public String text() {
            return text;
        }

        public String plural() {
            return plural;
        }
    }

    /**
     * @param target empty: none
     * @param incident empty: none
     */
    public record LineSubject(String policy, SortedMap<String, String> group, String target, String incident) {}

    /**
     * All parts may be empty.
     *
     * @param with parameters of the command's action
     */
    public record LineWork(String rung, String step, String action, SortedMap<String, String> with) {
        public static final LineWork NONE = new LineWork("", "", "", Labels.empty());
    }

    public String policy() {
        return subject.policy;
    }

    public SortedMap<String, String> group() {
        return subject.group;
    }

    public String target() {
        return subject.target;
    }

    public String rung() {
        return work.rung;
    }

    public String action() {
        return work.action;
    }

    /** One JSON object without a line break. */
    public String json() {
        return JsonLine.of(object());
    }

    /** The JSON object: fields that do not apply are left out, times are ISO-8601 in UTC. */
    public JsonObject object() {
        return new JsonObject()
                .put("time", Instant.ofEpochMilli(time).toString())
                .put("type", type.text)
                .put("policy", subject.policy)
                .put("group", subject.group)
                .text("target", subject.target)
                .text("verdict", verdictText())
                .text("reason", reasonText())
                .text("until", untilText())
                .text("incident", subject.incident)
                .text("rung", work.rung)
                .text("step", work.step)
                .text("action", work.action)
                .map("with", work.with)
                .text("detail", detail);
    }

    /** The line as two replays compare it: without the incident's id, and without whether a detection is a repeat. */
    public TranscriptLine comparable() {
        return new TranscriptLine(
                time,
                type,
                new LineSubject(subject.policy, subject.group, subject.target, ""),
                verdict,
                type == LineType.DETECTION ? null : reason,
                until,
                work,
                detail);
    }

    public String verdictText() {
        return verdict == null ? "" : verdict.name().toLowerCase(Locale.ROOT);
    }

    public String reasonText() {
        return reason == null ? "" : reason.code();
    }

    private String untilText() {
        return until == 0 ? "" : Instant.ofEpochMilli(until).toString();
    }

    /** One line for people. Labels come from outside, so control characters become spaces. */
    public String text() {
        String step =
                work.rung.isEmpty() || work.step.isEmpty() ? work.rung + work.step : work.rung + " / " + work.step;
        return Texts.plain(Instant.ofEpochMilli(time) + "  "
                + String.format(Locale.ROOT, "%-9s  %s", type.text, subject.policy)
                + (subject.group.isEmpty() ? "" : subject.group)
                + after(" on ", subject.target)
                + after(": ", (verdictText() + " " + reasonText()).strip())
                + after(" until ", untilText())
                + after(": ", step)
                + after(" runs ", work.action)
                + after(" with ", work.with.isEmpty() ? "" : work.with.toString())
                + after(": ", detail));
    }

    private static String after(String separator, String text) {
        return text.isEmpty() ? "" : separator + text;
    }
}
