package dev.farrier.replay.report;

import dev.farrier.model.Texts;
import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.report.PolicyReport.Hour;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** A report for people. What is long is cut, with the number of what was left out; JSON has it all. */
final class ReportText {
    private static final int NAMES = 10;

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    static String of(ReplayReport report) {
        ReportText text = new ReportText();
        report.policies().forEach((name, policy) -> {
            if (policy.detections() + policy.commands() > 0) {
                text.policy(name, policy);
            }
        });
        List<String> silent = report.policies().entrySet().stream()
                .filter(policy -> policy.getValue().detections() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!silent.isEmpty()) {
            text.text.append("nothing detected: ").append(names(silent)).append('\n');
        }
        return text.text.toString();
    }

    private void policy(String name, PolicyReport policy) {
        text.append(name)
                .append(": ")
                .append(Phrases.count(policy.detections(), "detection"))
                .append(", ")
                .append(Phrases.count(policy.commands(), "command"))
                .append(", ")
                .append(policy.resolved())
                .append(" resolved, ")
                .append(policy.escalated())
                .append(" escalated\n");
        row("commands", counts(policy.actions()));
        row("targets", counts(policy.targets()));
        row("suppressed", counts(policy.suppressed()));
        String label = "busiest hours";
        for (Hour hour : policy.busiestHours()) {
            row(
                    label,
                    Instant.ofEpochMilli(hour.start()) + "  " + Phrases.count(hour.detections(), "detection") + ", "
                            + Phrases.count(hour.commands(), "command"));
            label = "";
        }
    }

    private void row(String label, String value) {
        if (!value.isEmpty()) {
            text.append(String.format(Locale.ROOT, "  %-14s %s%n", label, value));
        }
    }

    /** The most frequent first. */
    private static String counts(SortedMap<String, Long> counts) {
        return names(counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(count -> count.getKey() + " " + count.getValue())
                .toList());
    }

    /** Some of them, and how many more there are. */
    static String names(List<String> names) {
        String first = names.stream().limit(NAMES).collect(Collectors.joining(", "));
        String all = names.size() > NAMES ? first + " and " + (names.size() - NAMES) + " more" : first;
        return Texts.plain(all);
    }
}
