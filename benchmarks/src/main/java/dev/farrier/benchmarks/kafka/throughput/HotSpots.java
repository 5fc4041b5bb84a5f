package dev.farrier.benchmarks.kafka.throughput;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a process spent its time, by a recording of it: methods by their own samples, and by those of what they call too. */
final class HotSpots {
    private static final int SHOWN = 40;
    private static final int THREADS = 3;

    private HotSpots() {}

    /** As a text of some lines: all threads together, then those that worked most. */
    static String of(Path recording) throws IOException {
        Counts all = new Counts();
        Map<String, Counts> threads = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    String thread = event.getThread("sampledThread").getJavaName();
                    List<RecordedFrame> frames = event.getStackTrace().getFrames();
                    all.add(frames);
                    threads.computeIfAbsent(String.valueOf(thread), t -> new Counts())
                            .add(frames);
                }
            }
        }
        StringBuilder text = new StringBuilder(all.samples + " samples\n");
        threads.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().samples))
                .limit(THREADS)
                .forEach(entry -> {
                    text.append(String.format(
                            Locale.ROOT,
                            "%.1f %% %s%n",
                            100.0 * entry.getValue().samples / all.samples,
                            entry.getKey()));
                    entry.getValue().tell(text);
                });
        return text.toString();
    }

    private static final class Counts {
        private final Map<String, Integer> self = new HashMap<>();
        private final Map<String, Integer> total = new HashMap<>();
        private int samples;

        void add(List<RecordedFrame> frames) {
            samples++;
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

        void tell(StringBuilder text) {
            part(text, "  by method", self);
            part(text, "  with what it calls", total);
        }

        private void part(StringBuilder text, String title, Map<String, Integer> counts) {
            text.append(title).append(":\n");
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .limit(SHOWN)
                    .forEach(entry -> text.append(String.format(
                            Locale.ROOT, "%8.1f %%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey())));
        }
    }
}
