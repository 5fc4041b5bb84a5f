package dev.farrier.replay.live;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.text.Template.TemplateException;
import dev.farrier.replay.live.RunIndex.DetectionKey;
import dev.farrier.simulation.JsonLine;
import dev.farrier.view.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Detections and commands that only a deployment has, or only the replay of its input. Detections are the same when policy,
 * group and event time are equal; commands when they follow the same detection and have the same rung, step and action.
 * Policies that were not replayed are left out.
 */
public final class LiveComparison {
    private final RunIndex replay;
    private final RunIndex live;
    private final List<LiveDifference> differences = new ArrayList<>();
    private final TreeMap<String, PolicyCounts> counts = new TreeMap<>();

    private record PolicyCounts(Shared detections, Shared commands) {}

    /** How many detections, or commands, both runs have, and how many only one. */
    private static final class Shared {
        private long both;
        private long onlyReplay;
        private long onlyLive;

        private Map<String, Object> fields() {
            return new JsonObject()
                    .put("both", both)
                    .put("onlyReplay", onlyReplay)
                    .put("onlyLive", onlyLive)
                    .build();
        }

        private String text(String thing) {
            return Phrases.count(both, thing) + " in both, " + onlyReplay + " only in the replay, " + onlyLive
                    + " only live";
        }
    }

    /**
     * @param policies as they were replayed
     * @param from event time of the first event of the input, epoch milliseconds; earlier detections are not looked at
     * @param to event time of the last one; later detections are not looked at
     */
    public LiveComparison(Bundle policies, RecordedRun replay, RecordedRun live, long from, long to) {
        this.replay = new RunIndex(replay);
        this.live = new RunIndex(live);
        TreeSet<DetectionKey> keys = new TreeSet<>(this.replay.detections());
        keys.addAll(this.live.detections());
        for (DetectionKey key : keys) {
            Policy policy = policies.policies().get(key.policy());
            if (policy != null && key.time() >= from && key.time() <= to) {
                compare(key, target(policy, key));
            }
        }
    }

    private void compare(DetectionKey key, String target) {
        PolicyCounts count = counts.computeIfAbsent(key.policy(), name -> new PolicyCounts(new Shared(), new Shared()));
        count(
                key,
                target,
                count.detections,
                "",
                replay.detections().contains(key),
                live.detections().contains(key));
        Set<String> commands = new LinkedHashSet<>(replay.commands(key));
        commands.addAll(live.commands(key));
        for (String command : commands) {
            count(
                    key,
                    target,
                    count.commands,
                    command,
                    replay.commands(key).contains(command),
                    live.commands(key).contains(command));
        }
    }

    private void count(
            DetectionKey key, String target, Shared count, String command, boolean inReplay, boolean inLive) {
        if (inReplay && inLive) {
            count.both++;
            return;
        }
        count.onlyLive += inLive ? 1 : 0;
        count.onlyReplay += inReplay ? 1 : 0;
        List<RunIndex.HistoryStep> ofReplay = replay.history(key);
        List<RunIndex.HistoryStep> ofLive = live.history(key);
        int same = 0;
        while (same < ofReplay.size()
                && same < ofLive.size()
                && ofReplay.get(same).what().equals(ofLive.get(same).what())) {
            same++;
        }
        differences.add(new LiveDifference(
                key.time(),
                key.policy(),
                key.group(),
                target,
                inLive,
                command,
                same < ofLive.size() ? ofLive.get(same).text() : "",
                same < ofReplay.size() ? ofReplay.get(same).text() : ""));
    }

    private static String target(Policy policy, DetectionKey key) {
        try {
            return policy.targetOf(key.group()::get);
        } catch (TemplateException e) {
            return "";
        }
    }

    /** In the order of their detections' time, then by policy and group. */
    public List<LiveDifference> differences() {
        return differences;
    }

    public boolean same() {
        return differences.isEmpty();
    }

    /** One JSON object without a line break: {@code {"type":"comparison","same","policies":[…]}}. */
    public String json() {
        List<Map<String, Object>> policies = new ArrayList<>();
        counts.forEach((name, count) -> policies.add(new JsonObject()
                .put("policy", name)
                .put("detections", count.detections.fields())
                .put("commands", count.commands.fields())
                .build()));
        return JsonLine.of(
                new JsonObject().put("type", "comparison").put("same", same()).put("policies", policies));
    }

    /** Several lines, each with its line break. */
    public String text() {
        StringBuilder text = new StringBuilder();
        counts.forEach((name, count) -> text.append(
                name + ": " + count.detections.text("detection") + "; " + count.commands.text("command") + "\n"));
        return counts.isEmpty() ? "nothing was detected, neither live nor in the replay\n" : text.toString();
    }
}
