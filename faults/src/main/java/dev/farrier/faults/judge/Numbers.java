package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.IncidentSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What happened, counted: neither good nor bad by itself. */
public final class Numbers {
    private static final double SECOND = 1_000;

    private Numbers() {}

    public static SequencedMap<String, Object> of(History history) {
        SequencedMap<String, Object> numbers = new LinkedHashMap<>();
        Set<String> ran = Runs.commandsThatRan(history);
        numbers.put("events acknowledged", history.events().size());
        numbers.put("detections", history.detections().size());
        numbers.put("incidents", history.incidents().size());
        numbers.put("commands that change something", history.commands().size());
        numbers.put("runs", history.runs().size());
        long[] starts = history.runs().stream()
                .mapToLong(History.ActionExecution::start)
                .sorted()
                .toArray();
        numbers.put(
                "longest time without the start of a run, s",
                IntStream.range(1, starts.length)
                                .mapToLong(i -> starts[i] - starts[i - 1])
                                .max()
                                .orElse(0)
                        / SECOND);
        numbers.put(
                "incidents that led to a run",
                history.commands().stream()
                        .filter(order -> ran.contains(order.command()))
                        .map(History.IssuedCommand::incident)
                        .distinct()
                        .count());
        numbers.put("workers given up", history.losses().size());
        FirstCalls calls = FirstCalls.of(history);
        numbers.put(
                "ever escalated",
                history.incidents().stream()
                        .filter(incident -> incident.escalatedAt() > 0)
                        .count());
        numbers.put(
                "called",
                history.incidents().stream()
                        .filter(incident ->
                                calls.of(incident.id(), incident.call()).isPresent())
                        .count());
        numbers.put("calls delivered", history.calls().size());
        long[] delays = history.incidents().stream()
                .filter(incident -> incident.escalatedAt() > 0)
                .flatMapToLong(incident -> calls.of(incident.id(), incident.call()).stream()
                        .map(at -> Math.max(0, at - incident.escalatedAt())))
                .sorted()
                .toArray();
        if (delays.length > 0) {
            numbers.put("escalated to called, median s", delays[delays.length / 2] / SECOND);
            numbers.put("escalated to called, max s", delays[delays.length - 1] / SECOND);
        }
        Map<String, Integer> states = new TreeMap<>();
        for (IncidentSummary incident : history.incidents()) {
            states.merge(incident.state() + " " + incident.reason(), 1, Integer::sum);
        }
        states.forEach((state, count) -> numbers.put("at the end " + state, count));
        return numbers;
    }
}
