package dev.farrier.replay.live;

import dev.farrier.model.Texts;
import dev.farrier.replay.JsonLine;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * One thing in which the live run and the replay of its input differ.
 *
 * @param time of the detection that it is about, epoch milliseconds, event time
 * @param target empty when it has none
 * @param replay what the replay says, in one line
 * @param live what was recorded, in one line
 */
public record LiveDifference(
        long time,
        What what,
        String policy,
        SortedMap<String, String> group,
        String target,
        String replay,
        String live,
        Cause cause) {
    /** Characters of a cause; one may quote a policy, and stands in each line of the same incident. JSON has it all. */
    private static final int CAUSE = 200;

    /** In public: lower case. */
    public enum What {
        DETECTION,
        DECISION,
        COMMAND,
        END
    }

    /** One JSON object without a line break; times are ISO-8601 in UTC. */
    public String json() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Instant.ofEpochMilli(time).toString());
        fields.put("type", "difference");
        fields.put("what", whatText());
        fields.put("policy", policy);
        fields.put("group", group);
        if (!target.isEmpty()) {
            fields.put("target", target);
        }
        fields.put("replay", replay);
        fields.put("live", live);
        fields.put("cause", cause.code());
        if (!cause.detail().isEmpty()) {
            fields.put("detail", cause.detail());
        }
        return JsonLine.of(fields);
    }

    /** One line for people. Control characters become spaces: labels come from outside. */
    public String text() {
        String line = Instant.ofEpochMilli(time) + "  " + String.format(Locale.ROOT, "%-9s", whatText()) + "  " + policy
                + (group.isEmpty() ? "" : group.toString()) + (target.isEmpty() ? "" : " on " + target) + ": replay "
                + replay + " | live " + live + " | " + shortCause();
        return Texts.plain(line);
    }

    private String shortCause() {
        String text = cause.text();
        if (text.codePointCount(0, text.length()) <= CAUSE) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, CAUSE - 1)) + "…";
    }

    private String whatText() {
        return what.name().toLowerCase(Locale.ROOT);
    }
}
