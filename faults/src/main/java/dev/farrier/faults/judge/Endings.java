package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.IncidentSummary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where everything must have come to in the end. */
public final class Endings {
    private static final Set<String> OVER = Set.of("RESOLVED", "SUPPRESSED", "CANCELLED");
    private static final String ESCALATED = "ESCALATED";

    private Endings() {}

    static Check withoutEnd(History history) {
        return new Check(
                "an incident neither over nor escalated",
                history.incidents().stream()
                        .filter(incident -> !OVER.contains(incident.state())
                                && !incident.state().equals(ESCALATED))
                        .map(incident -> incident.id() + ", " + incident.subject() + ": " + incident.state() + " "
                                + incident.reason())
                        .toList());
    }

    static Check withoutCall(History history) {
        return new Check(
                "an escalated incident whose call was not delivered",
                uncalled(history).stream()
                        .map(incident -> incident.id() + ", " + incident.subject() + ": " + incident.reason())
                        .toList());
    }

    /** Whether everything has come to an end that may stay. */
    public static boolean allReached(History history) {
        return withoutEnd(history).holds() && uncalled(history).isEmpty();
    }

    /** How many incidents stand where, of those that have not come to their end. */
    public static Map<String, Long> open(History history) {
        Set<String> uncalled =
                uncalled(history).stream().map(IncidentSummary::id).collect(Collectors.toSet());
        return history.incidents().stream()
                .filter(incident -> !OVER.contains(incident.state()))
                .filter(incident -> !incident.state().equals(ESCALATED) || uncalled.contains(incident.id()))
                .collect(Collectors.groupingBy(
                        incident -> incident.state() + " " + incident.reason(), TreeMap::new, Collectors.counting()));
    }

    private static List<IncidentSummary> uncalled(History history) {
        FirstCalls calls = FirstCalls.of(history);
        return history.incidents().stream()
                .filter(incident -> incident.state().equals(ESCALATED))
                .filter(incident -> calls.of(incident.id(), incident.call()).isEmpty())
                .toList();
    }
}
