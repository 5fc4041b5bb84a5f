package dev.farrier.faults.takeover;

import dev.farrier.faults.process.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many records a task had to read before it could go on, as Kafka Streams writes into the engines' logs: few after a standby. */
final class RestoreLog {
    private static final Pattern LINE = Pattern.compile(
            "Finished restoring changelog \\S+ to store (\\S+) with a total number of ([0-9]+) records");

    private final Map<Child, Long> begins = new TreeMap<>((a, b) -> a.name().compareTo(b.name()));

    /** From now on. */
    RestoreLog(List<Child> engines) {
        engines.forEach(engine -> begins.put(engine, size(engine)));
    }

    /** By store; a store that is not here was not restored. */
    Map<String, Long> records() {
        Map<String, Long> records = new TreeMap<>();
        begins.forEach((engine, begin) -> {
            try {
                byte[] all = Files.readAllBytes(engine.log());
                add(new String(all, begin.intValue(), all.length - begin.intValue(), StandardCharsets.UTF_8), records);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return records;
    }

    static void add(String log, Map<String, Long> records) {
        Matcher line = LINE.matcher(log);
        while (line.find()) {
            records.merge(line.group(1), Long.parseLong(line.group(2)), Long::sum);
        }
    }

    private static long size(Child engine) {
        try {
            return Files.exists(engine.log()) ? Files.size(engine.log()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
