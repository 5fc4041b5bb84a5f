package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.ActionExecution;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.History.IssuedCommand;
import dev.farrier.faults.judge.History.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Limits on rungs started; a rung counts, once, when the decider issued what ran of it first. */
final class Rates {
    private Rates() {}

    /** A rung of which something ran. */
    private record Start(String incident, String rung, Subject subject, long at) {}

    static Check overRateLimit(History history, Limits limits) {
        List<String> found = new ArrayList<>();
        bySubject(history).forEach((subject, starts) -> {
            for (int i = limits.max(); i < starts.size(); i++) {
                long within = starts.get(i).at() - starts.get(i - limits.max()).at();
                if (within < limits.per()) {
                    found.add(subject + ": " + (limits.max() + 1) + " rungs in " + within + " ms");
                }
            }
        });
        return new Check("a rate limit exceeded", found);
    }

    static Check insideCooldown(History history, Limits limits) {
        List<String> found = new ArrayList<>();
        bySubject(history).forEach((subject, starts) -> {
            for (IncidentSummary incident : history.incidents()) {
                boolean acted =
                        starts.stream().anyMatch(start -> start.incident().equals(incident.id()));
                if (!acted || incident.closedAt() == 0) {
                    continue;
                }
                starts.stream()
                        .filter(start -> !start.incident().equals(incident.id()))
                        .filter(start -> start.at() >= incident.closedAt())
                        .filter(start -> start.at() < incident.closedAt() + limits.cooldown())
                        .forEach(start -> found.add(subject + ": " + (start.at() - incident.closedAt()) + " ms after "
                                + incident.id() + " was over"));
            }
        });
        return new Check("a cooldown not kept", found);
    }

    /** A target counts from the start of an incident's first action, which is a little later than its lease, to the incident's end. */
    static Check overBudget(History history, Limits limits) {
        List<String> found = new ArrayList<>();
        if (limits.maxDisrupted() > 0) {
            Map<String, Long> began = firstActions(history);
            TreeMap<Long, Integer> changes = new TreeMap<>();
            for (IncidentSummary incident : history.incidents()) {
                Long start = began.get(incident.id());
                if (start != null) {
                    changes.merge(start, 1, Integer::sum);
                    changes.merge(incident.closedAt() == 0 ? Long.MAX_VALUE : incident.closedAt(), -1, Integer::sum);
                }
            }
            int disrupted = 0;
            for (Map.Entry<Long, Integer> change : changes.entrySet()) {
                disrupted += change.getValue();
                if (change.getValue() > 0 && disrupted > limits.maxDisrupted()) {
                    found.add(disrupted + " targets at " + change.getKey());
                }
            }
        }
        return new Check("a disruption budget exceeded", found);
    }

    /** Incident → when its first action began. */
    private static Map<String, Long> firstActions(History history) {
        Map<String, String> incidents = history.commands().stream()
                .collect(Collectors.toMap(IssuedCommand::command, IssuedCommand::incident, (a, b) -> a));
        return history.runs().stream()
                .filter(run -> incidents.containsKey(run.command()))
                .collect(Collectors.toMap(
                        run -> incidents.getOrDefault(run.command(), ""), ActionExecution::start, Math::min));
    }

    private static Map<String, List<Start>> bySubject(History history) {
        Set<String> ran = Runs.commandsThatRan(history);
        Map<String, Start> first = new TreeMap<>();
        for (IssuedCommand order : history.commands()) {
            if (ran.contains(order.command())) {
                first.merge(
                        order.incident() + "/" + order.rung(),
                        new Start(order.incident(), order.rung(), order.subject(), order.issuedAt()),
                        (a, b) -> a.at() <= b.at() ? a : b);
            }
        }
        return first.values().stream()
                .sorted(Comparator.comparingLong(Start::at))
                .collect(Collectors.groupingBy(start -> start.subject().toString(), TreeMap::new, Collectors.toList()));
    }
}
