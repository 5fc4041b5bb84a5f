package dev.farrier.benchmarks.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a process spent its time, by a recording of it: methods by their own samples, and by those of what they call too. */
final class HotSpots {
    private static final int SHOWN = 25;

    private HotSpots() {}

    /** As a text of some lines. */
    static String of(Path recording) throws IOException {
        Map<String, Integer> self = new HashMap<>();
        Map<String, Integer> total = new HashMap<>();
        Map<String, Integer> threads = new HashMap<>();
        int samples = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples++;
                    threads.merge(
                            event.getThread("sampledThread").getJavaName().replaceAll("[0-9a-f-]{36}", "…"),
                            1,
                            Integer::sum);
                    count(event.getStackTrace().getFrames(), self, total);
                }
            }
        }
        StringBuilder text = new StringBuilder(samples + " samples\n");
        BiConsumer<String, Map<String, Integer>> part = part(text, samples);
        part.accept("by thread", threads);
        part.accept("by method", self);
        part.accept("with what it calls", total);
        return text.toString();
    }

    private static void count(List<RecordedFrame> frames, Map<String, Integer> self, Map<String, Integer> total) {
        Set<String> seen = new HashSet<>();
        for (RecordedFrame frame : frames) {
            String method = frame.getMethod().getType().getName() + "."
                    + frame.getMethod().getName();
            if (seen.isEmpty()) {
                self.merge(method, 1, Integer::sum);
            }
            if (seen.add(method)) {
                total.merge(method, 1, Integer::sum);
            }
        }
    }

    private static BiConsumer<String, Map<String, Integer>> part(StringBuilder text, int samples) {
        return (title, counts) -> {
            text.append(title).append(":\n");
            List<Map.Entry<String, Integer>> most = new ArrayList<>(counts.entrySet());
            most.sort(Map.Entry.<String, Integer>comparingByValue().reversed());
            most.stream()
                    .limit(SHOWN)
                    .forEach(entry -> text.append(String.format(
                            Locale.ROOT, "%6.1f %%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey())));
        };
    }
}
