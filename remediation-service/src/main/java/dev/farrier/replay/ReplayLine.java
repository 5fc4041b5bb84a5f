package dev.farrier.replay;

import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.model.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, or would have.
 *
 * @param time epoch milliseconds, event time
 * @param target empty: none
 * @param verdict only for a decision
 * @param reason null where it says nothing
 * @param until when it is looked at again, epoch milliseconds; 0: not by time
 * @param with parameters of a command's action
 * @param detail why a step could not be made a command of; else empty
 */
public record ReplayLine(
        long time,
        Type type,
        String policy,
        SortedMap<String, String> group,
        String target,
        @Nullable Verdict verdict,
        @Nullable Reason reason,
        long until,
        String incident,
        String rung,
        String step,
        String action,
        SortedMap<String, String> with,
        String detail) {
    /** In public: lower case. */
    public enum Type {
        DETECTION("detections"),
        DECISION("decisions"),
        COMMAND("commands"),
        RESOLVED("resolved"),
        ESCALATED("escalated");

        private final String text = name().toLowerCase(Locale.ROOT);
        private final String plural;

        Type(String plural) {
            this.plural = plural;
        }

        /** How several of them are called. */
        public String plural() {
            return plural;
        }
    }

    /** One JSON object without a line break; what does not apply is absent, times are ISO-8601 in UTC. */
    public String json() {
        return JsonLine.of(fields());
    }

    /** What {@link #json} writes. */
    public SequencedMap<String, Object> fields() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Instant.ofEpochMilli(time).toString());
        fields.put("type", type.text);
        fields.put("policy", policy);
        fields.put("group", group);
        put(fields, "target", target);
        put(fields, "verdict", verdictText());
        put(fields, "reason", reasonText());
        put(fields, "until", untilText());
        put(fields, "incident", incident);
        put(fields, "rung", rung);
        put(fields, "step", step);
        put(fields, "action", action);
        if (!with.isEmpty()) {
            fields.put("with", with);
        }
        put(fields, "detail", detail);
        return fields;
    }

    /** What two replays should have in common: of no incident in particular, and a detection whether it is news or not. */
    public ReplayLine comparable() {
        Reason said = type == Type.DETECTION ? null : reason;
        return new ReplayLine(
                time, type, policy, group, target, verdict, said, until, "", rung, step, action, with, detail);
    }

    private static void put(Map<String, Object> fields, String key, String value) {
        if (!value.isEmpty()) {
            fields.put(key, value);
        }
    }

    private String verdictText() {
        return verdict == null ? "" : verdict.name().toLowerCase(Locale.ROOT);
    }

    private String reasonText() {
        return reason == null ? "" : reason.code();
    }

    private String untilText() {
        return until == 0 ? "" : Instant.ofEpochMilli(until).toString();
    }

    /** One line for people. Control characters become spaces: labels come from outside. */
    public String text() {
        StringBuilder line = new StringBuilder();
        line.append(Instant.ofEpochMilli(time)).append("  ");
        line.append(String.format(Locale.ROOT, "%-9s  %s", type.text, policy));
        line.append(group.isEmpty() ? "" : group.toString());
        add(line, " on ", target);
        add(line, ": ", String.join(" ", verdictText(), reasonText()).strip());
        add(line, " until ", untilText());
        add(line, ": ", join(" / ", rung, step));
        add(line, " runs ", action);
        add(line, " with ", with.isEmpty() ? "" : with.toString());
        add(line, ": ", detail);
        return Texts.plain(line.toString());
    }

    private static String join(String separator, String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + separator + second;
    }

    private static void add(StringBuilder line, String before, String text) {
        if (!text.isEmpty()) {
            line.append(before).append(text);
        }
    }
}
