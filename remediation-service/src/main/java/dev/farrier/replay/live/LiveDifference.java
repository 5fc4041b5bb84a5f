package dev.farrier.replay.live;

import dev.farrier.model.Texts;
import dev.farrier.simulation.JsonLine;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * A detection, or a command, that only one of both has: the live run, or the replay of its input.
 *
 * @param time of the detection, or of that which led to the command, epoch milliseconds, event time
 * @param target empty when it has none
 * @param command e.g. {@code again / restart runs restart}; empty for a detection
 * @param live what is on record live where the two part: what a guard said, how a command ended; empty: nothing
 * @param replay the same of the replay
 */
public record LiveDifference(
        long time,
        String policy,
        SortedMap<String, String> group,
        String target,
        boolean onlyLive,
        String command,
        String live,
        String replay) {

    /** One JSON object without a line break; times are ISO-8601 in UTC. */
    public String json() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", Instant.ofEpochMilli(time).toString());
        fields.put("type", "difference");
        fields.put("what", what());
        fields.put("only", only());
        fields.put("policy", policy);
        fields.put("group", group);
        put(fields, "target", target);
        put(fields, "command", command);
        put(fields, "live", live);
        put(fields, "replay", replay);
        return JsonLine.of(fields);
    }

    private static void put(SequencedMap<String, Object> fields, String key, String value) {
        if (!value.isEmpty()) {
            fields.put(key, value);
        }
    }

    /** One line for people. Control characters become spaces: labels come from outside. */
    public String text() {
        return Texts.plain(String.format("%s  only %-6s  %-9s  ", Instant.ofEpochMilli(time), only(), what())
                + policy
                + (group.isEmpty() ? "" : group.toString())
                + (target.isEmpty() ? "" : " on " + target)
                + (command.isEmpty() ? "" : ": " + command)
                + (live.isEmpty() ? "" : " | live " + live)
                + (replay.isEmpty() ? "" : " | replay " + replay));
    }

    private String what() {
        return command.isEmpty() ? "detection" : "command";
    }

    private String only() {
        return onlyLive ? "live" : "replay";
    }
}
