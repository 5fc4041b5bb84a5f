package dev.farrier.faults.judge;

import dev.farrier.faults.judge.Story.Case;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/** What happened, counted: neither good nor bad by itself. */
public final class Numbers {
    private static final double SECOND = 1_000;

    private Numbers() {}

    public static SequencedMap<String, Object> of(Story story) {
        SequencedMap<String, Object> numbers = new LinkedHashMap<>();
        Set<String> ran = Runs.commandsThatRan(story);
        numbers.put("events acknowledged", story.events().size());
        numbers.put("detections", story.detections().size());
        numbers.put("incidents", story.incidents().size());
        numbers.put("commands that change something", story.commands().size());
        numbers.put("runs", story.runs().size());
        numbers.put(
                "incidents that led to a run",
                story.commands().stream()
                        .filter(order -> ran.contains(order.command()))
                        .map(Story.Order::incident)
                        .distinct()
                        .count());
        numbers.put("workers given up", story.losses().size());
        FirstCalls calls = FirstCalls.of(story);
        numbers.put(
                "ever escalated",
                story.incidents().stream()
                        .filter(incident -> incident.escalatedAt() > 0)
                        .count());
        numbers.put(
                "called",
                story.incidents().stream()
                        .filter(incident ->
                                calls.of(incident.id(), incident.call()).isPresent())
                        .count());
        numbers.put("calls delivered", story.calls().size());
        long[] delays = story.incidents().stream()
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
        for (Case incident : story.incidents()) {
            states.merge(incident.state() + " " + incident.reason(), 1, Integer::sum);
        }
        states.forEach((state, count) -> numbers.put("at the end " + state, count));
        return numbers;
    }
}
