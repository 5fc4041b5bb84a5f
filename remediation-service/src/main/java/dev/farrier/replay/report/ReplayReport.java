package dev.farrier.replay.report;

import dev.farrier.match.Missed;
import dev.farrier.simulation.JsonLine;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** What every policy of a replay came to; those that detected nothing are in it too. */
public final class ReplayReport {
    private final TreeMap<String, PolicyReport> policies = new TreeMap<>();
    private final List<String> skipped;

    public ReplayReport(SimulationPlan plan) {
        plan.bundle().policies().keySet().forEach(policy -> policies.put(policy, new PolicyReport()));
        skipped = plan.skipped();
    }

    /** Counts one line. */
    public void add(TranscriptLine line) {
        policies.computeIfAbsent(line.policy(), policy -> new PolicyReport()).add(line);
    }

    /** What policies could not be asked about, by name; it stands in the JSON of those alone. */
    public void missed(Map<String, Missed> byPolicy) {
        byPolicy.forEach((name, missed) ->
                policies.computeIfAbsent(name, policy -> new PolicyReport()).missed(missed));
    }

    public SortedMap<String, PolicyReport> policies() {
        return policies;
    }

    /** One without anything when there is none of this name. */
    PolicyReport of(String policy) {
        return policies.getOrDefault(policy, new PolicyReport());
    }

    /** Names of policies that were not replayed, because they need other sources. */
    public List<String> skipped() {
        return skipped;
    }

    /** One JSON object without a line break: {@code {"type":"summary","policies":[…],"skipped":[…]}}. */
    public String json() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "summary");
        fields.put(
                "policies",
                policies.entrySet().stream()
                        .map(policy -> policy.getValue().fields(policy.getKey()))
                        .toList());
        fields.put("skipped", skipped);
        return JsonLine.of(fields);
    }

    /** Several lines, each with its line break. Control characters become spaces: labels come from outside. */
    public String text() {
        return ReportText.of(this);
    }
}
