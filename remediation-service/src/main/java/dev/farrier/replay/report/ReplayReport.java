package dev.farrier.replay.report;

import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.simulation.JsonLine;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.view.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The report of a replay by policy, those that detected nothing included. */
public final class ReplayReport {
    /** The text names so many targets, actions and the like; JSON has them all. */
    private static final int NAMES = 10;
    /** Width of the column of labels, characters. */
    private static final int LABEL = 14;

    private final TreeMap<String, PolicyReport> policies = new TreeMap<>();
    private final List<String> skipped;

    public ReplayReport(SimulationPlan plan) {
        plan.bundle().policies().keySet().forEach(policy -> policies.put(policy, new PolicyReport()));
        skipped = plan.skipped();
    }

    public void add(TranscriptLine line) {
        policies.computeIfAbsent(line.policy(), policy -> new PolicyReport()).add(line);
    }

    /** Events that policies could not be matched with; the JSON has them. */
    public void matchFailures(Map<String, ReplayMatchFailures> byPolicy) {
        byPolicy.forEach((name, failures) ->
                policies.computeIfAbsent(name, policy -> new PolicyReport()).matchFailures(failures));
    }

    public SortedMap<String, PolicyReport> policies() {
        return policies;
    }

    /** An empty report when there is no policy of this name. */
    PolicyReport of(String policy) {
        return policies.getOrDefault(policy, new PolicyReport());
    }

    /** Names of the policies that were not replayed, because they need other sources. */
    public List<String> skipped() {
        return skipped;
    }

    /** One JSON object without a line break: {@code {"type":"summary","policies":[…],"skipped":[…]}}. */
    public String json() {
        return JsonLine.of(new JsonObject()
                .put("type", "summary")
                .put(
                        "policies",
                        policies.entrySet().stream()
                                .map(policy -> policy.getValue().fields(policy.getKey()))
                                .toList())
                .put("skipped", skipped));
    }

    /** Several lines, each with its line break. Labels come from outside, so control characters become spaces. */
    public String text() {
        StringBuilder text = new StringBuilder();
        policies.forEach((name, policy) -> {
            if (policy.detections() + policy.commands() > 0) {
                append(text, name, policy);
            }
        });
        List<String> silent = policies.entrySet().stream()
                .filter(policy -> policy.getValue().detections() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!silent.isEmpty()) {
            text.append("nothing detected: ").append(names(silent, NAMES)).append('\n');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, PolicyReport policy) {
        text.append(name + ": " + Phrases.count(policy.detections(), "detection") + ", "
                + Phrases.count(policy.commands(), "command") + ", " + policy.resolved() + " resolved, "
                + policy.escalated() + " escalated\n");
        appendRow(text, LABEL, "commands", counts(policy.actions(), NAMES));
        appendRow(text, LABEL, "targets", counts(policy.targets(), NAMES));
        appendRow(text, LABEL, "suppressed", counts(policy.suppressed(), NAMES));
        String label = "busiest hours";
        for (PolicyReport.Hour hour : policy.busiestHours()) {
            appendRow(
                    text,
                    LABEL,
                    label,
                    Instant.ofEpochMilli(hour.start()) + "  " + Phrases.count(hour.detections(), "detection") + ", "
                            + Phrases.count(hour.commands(), "command"));
            label = "";
        }
    }

    /** Nothing for an empty value. */
    static void appendRow(StringBuilder text, int labelWidth, String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "  %-" + labelWidth + "s %s%n", label, value));
        }
    }

    /** {@code NAME COUNT, …}, the most frequent first. */
    static String counts(SortedMap<String, Long> counts, int limit) {
        return names(
                counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .map(count -> count.getKey() + " " + count.getValue())
                        .toList(),
                limit);
    }

    /** The first names, and how many more there are. */
    static String names(List<String> names, int limit) {
        return Texts.plain(String.join(", ", names.subList(0, Math.min(limit, names.size())))
                + (names.size() > limit ? " and " + (names.size() - limit) + " more" : ""));
    }

    static String names(List<String> names) {
        return names(names, NAMES);
    }
}
