package dev.farrier.replay.live;

import dev.farrier.model.Texts;
import dev.farrier.simulation.JsonLine;
import dev.farrier.view.JsonObject;
import java.time.Instant;
import java.util.SortedMap;

/**
 * A detection or command that only the live run has, or only the replay.
 *
 * @param time event time of the detection, or of the detection that led to the command, epoch milliseconds
 * @param target empty: none
 * @param command e.g. {@code again / restart runs restart}; empty for a detection
 * @param live the first step of the live history that differs: a decision, an outcome or a state; empty: none
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
        return JsonLine.of(new JsonObject()
                .put("time", Instant.ofEpochMilli(time).toString())
                .put("type", "difference")
                .put("what", what())
                .put("only", only())
                .put("policy", policy)
                .put("group", group)
                .text("target", target)
                .text("command", command)
                .text("live", live)
                .text("replay", replay));
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
