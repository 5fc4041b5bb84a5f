package dev.farrier.replay.live;

import dev.farrier.policy.text.Counted;
import dev.farrier.replay.JsonLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** In what the live run and the replay of its input differ, one by one and counted by policy. */
public final class LiveSummary {
    private final List<LiveDifference> differences;
    private final SortedMap<String, OfPolicy> policies;

    LiveSummary(List<LiveDifference> differences, SortedMap<String, OfPolicy> policies) {
        this.differences = List.copyOf(differences);
        this.policies = policies;
    }

    /** How many detections there are, and differences by cause. */
    static final class OfPolicy {
        final TreeMap<String, Long> causes = new TreeMap<>();
        long both;
        long onlyReplay;
        long onlyLive;

        private SequencedMap<String, Object> fields(String name) {
            SequencedMap<String, Object> detections = new LinkedHashMap<>();
            detections.put("both", both);
            detections.put("onlyReplay", onlyReplay);
            detections.put("onlyLive", onlyLive);
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("policy", name);
            fields.put("detections", detections);
            fields.put("causes", causes);
            return fields;
        }

        private String text(String name) {
            String counted = causes.entrySet().stream()
                    .map(cause -> cause.getKey() + " " + cause.getValue())
                    .collect(Collectors.joining(", "));
            return name + ": " + Counted.of(both, "detection") + " in both, " + onlyReplay
                    + " only in the replay, " + onlyLive + " only live; "
                    + (counted.isEmpty() ? "no difference" : "differences: " + counted) + "\n";
        }
    }

    /** In the order of their detections' time, then by policy; of one detection in the order of its story. */
    public List<LiveDifference> differences() {
        return differences;
    }

    public boolean same() {
        return differences.isEmpty();
    }

    /** One JSON object without a line break: {@code {"type":"comparison","same","policies":[…]}}. */
    public String json() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "comparison");
        fields.put("same", same());
        fields.put(
                "policies",
                policies.entrySet().stream()
                        .map(policy -> policy.getValue().fields(policy.getKey()))
                        .toList());
        return JsonLine.of(fields);
    }

    /** Several lines, each with its line break. */
    public String text() {
        StringBuilder text = new StringBuilder();
        policies.forEach((name, policy) -> text.append(policy.text(name)));
        return policies.isEmpty() ? "nothing was detected, neither live nor in the replay\n" : text.toString();
    }
}
