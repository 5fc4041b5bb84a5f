package dev.farrier.demo.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file in which the bridges and their tools record each action, to prove that none was done twice or at the same time. */
public final class BridgeLedger {
    /** Prefix of the entry of a session that was live when its bridge ended. */
    public static final String CUT = "cut";

    /** No incident: a person, or the demo itself. */
    public static final String NOBODY = "-";

    private final Path file;

    /**
     * @param at epoch milliseconds
     * @param incident that asked for it; {@link #NOBODY}: none
     * @param what e.g. {@code drain}, {@code restart begins}, {@code cut}
     */
    public record Entry(long at, String bridge, String incident, String what) {
        private String line() {
            return String.join("\t", Long.toString(at), bridge, incident, what) + "\n";
        }

        private static Entry parse(String line) {
            String[] parts = line.split("\t", 4);
            return new Entry(Long.parseLong(parts[0]), parts[1], parts[2], parts[3]);
        }
    }

    public BridgeLedger(Path file) {
        this.file = file;
    }

    /** A single write in append mode, so that lines of several processes do not mix. */
    public void add(String bridge, String incident, String what) throws IOException {
        String who = incident.isBlank() ? NOBODY : incident;
        Entry entry = new Entry(System.currentTimeMillis(), bridge, who, what.replaceAll("\\s+", " "));
        Files.write(
                file,
                entry.line().getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    public List<Entry> entries() throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Entry::parse).toList()
                : List.of();
    }
}
