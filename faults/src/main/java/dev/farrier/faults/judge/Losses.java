package dev.farrier.faults.judge;

import dev.farrier.faults.judge.Story.Case;
import dev.farrier.faults.judge.Story.Fired;
import dev.farrier.faults.judge.Story.Ignored;
import dev.farrier.faults.judge.Story.Kind;
import dev.farrier.faults.judge.Story.Loss;
import dev.farrier.faults.judge.Story.Reported;
import dev.farrier.faults.judge.Story.Said;
import dev.farrier.faults.judge.Story.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came in and led to nothing, or to the wrong thing. */
final class Losses {
    private Losses() {}

    static Check eventsWithoutDetection(Story story) {
        Set<String> detected = story.detections().stream()
                .flatMap(fired -> fired.events().stream())
                .collect(Collectors.toSet());
        return new Check(
                "an acknowledged event lost",
                story.events().stream()
                        .filter(event -> !detected.contains(event.id()))
                        .map(Losses::describe)
                        .toList());
    }

    private static String describe(Reported event) {
        return event.id() + ", " + event.subject() + ": no detection of it";
    }

    /** A detection opens an incident, is absorbed by the one that is open, or its being ignored is recorded. */
    static Check detectionsWithoutDecision(Story story) {
        Map<Subject, List<Case>> incidents = story.incidents().stream().collect(Collectors.groupingBy(Case::subject));
        Map<Subject, List<Ignored>> ignored = story.ignored().stream().collect(Collectors.groupingBy(Ignored::subject));
        List<String> found = new ArrayList<>();
        for (Fired fired : story.detections()) {
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

    static Check lostThoughItsEndWasSaid(Story story) {
        Map<String, Long> ends = new TreeMap<>();
        for (Said said : story.outcomes()) {
            if (said.kind() == Kind.SUCCEEDED || said.kind() == Kind.ENDED) {
                ends.merge(said.command(), said.at(), Math::min);
            }
        }
        List<String> found = new ArrayList<>();
        for (Loss loss : story.losses()) {
            Long end = ends.get(loss.command());
            if (end != null && end < loss.at()) {
                found.add(loss.command() + ": given up " + (loss.at() - end) + " ms after its end was said");
            }
        }
        return new Check("a worker given up though it had said the end", found);
    }
}
