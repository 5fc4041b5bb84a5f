package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.CommandOutcome;
import dev.farrier.faults.judge.History.CommandOutcomeKind;
import dev.farrier.faults.judge.History.Firing;
import dev.farrier.faults.judge.History.IgnoredDetection;
import dev.farrier.faults.judge.History.IncidentSummary;
import dev.farrier.faults.judge.History.LostCommand;
import dev.farrier.faults.judge.History.Subject;
import dev.farrier.faults.judge.History.SymptomEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came in and led to nothing, or to the wrong thing. */
final class Losses {
    private Losses() {}

    static Check eventsWithoutDetection(History history) {
        Set<String> detected = history.detections().stream()
                .flatMap(fired -> fired.events().stream())
                .collect(Collectors.toSet());
        return new Check(
                "an acknowledged event lost",
                history.events().stream()
                        .filter(event -> !detected.contains(event.id()))
                        .map(Losses::describe)
                        .toList());
    }

    private static String describe(SymptomEvent event) {
        return event.id() + ", " + event.subject() + ": no detection of it";
    }

    /** A detection opens an incident, is absorbed by the one that is open, or its being ignored is recorded. */
    static Check detectionsWithoutDecision(History history) {
        Map<Subject, List<IncidentSummary>> incidents =
                history.incidents().stream().collect(Collectors.groupingBy(IncidentSummary::subject));
        Map<Subject, List<IgnoredDetection>> ignored =
                history.ignored().stream().collect(Collectors.groupingBy(IgnoredDetection::subject));
        List<String> found = new ArrayList<>();
        for (Firing fired : history.detections()) {
            boolean decided = incidents.getOrDefault(fired.subject(), List.of()).stream()
                            .anyMatch(incident -> incident.openedAt() <= fired.at()
                                    && (incident.closedAt() == 0 || incident.closedAt() >= fired.at()))
                    || ignored.getOrDefault(fired.subject(), List.of()).stream()
                            .anyMatch(reason -> reason.at() >= fired.at());
            if (!decided) {
                found.add(String.join(",", fired.events()) + ", " + fired.subject()
                        + ": detected, and neither an incident nor a reason");
            }
        }
        return new Check("a detection without a decision", found);
    }

    static Check lostThoughItsEndWasSaid(History history) {
        Map<String, Long> ends = new TreeMap<>();
        for (CommandOutcome said : history.outcomes()) {
            if (said.kind() == CommandOutcomeKind.SUCCEEDED || said.kind() == CommandOutcomeKind.ENDED) {
                ends.merge(said.command(), said.at(), Math::min);
            }
        }
        List<String> found = new ArrayList<>();
        for (LostCommand loss : history.losses()) {
            Long end = ends.get(loss.command());
            if (end != null && end < loss.at()) {
                found.add(loss.command() + ": given up " + (loss.at() - end) + " ms after its end was said");
            }
        }
        return new Check("a worker given up though it had said the end", found);
    }
}
