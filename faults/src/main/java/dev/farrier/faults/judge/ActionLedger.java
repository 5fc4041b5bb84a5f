package dev.farrier.faults.judge;

import dev.farrier.faults.judge.History.ActionExecution;
import dev.farrier.faults.judge.History.PagerCall;
import dev.farrier.faults.judge.History.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What actions write down themselves, a line each in one write with O_APPEND, and the scripts that do it. */
public final class ActionLedger {
    /** {@code act.sh HOST POLICY}: begins, takes a moment, ends. */
    private static final String ACT = """
            #!/bin/sh
            printf '%s %s %s start %s\\n' "$FARRIER_COMMAND" "$1" "$2" "$(date +%s%3N)" >>'RUNS'
            sleep SECONDS
            printf '%s %s %s end %s\\n' "$FARRIER_COMMAND" "$1" "$2" "$(date +%s%3N)" >>'RUNS'
            """;

    /** {@code call.sh INCIDENT}. */
    private static final String CALL = """
            #!/bin/sh
            printf '%s %s\\n' "$1" "$(date +%s%3N)" >>'CALLS'
            """;

    private final Path folder;

    /** @param seconds how long an action takes */
    public ActionLedger(Path folder, double seconds) throws IOException {
        this.folder = folder;
        write("act.sh", ACT.replace("RUNS", runsFile().toString()).replace("SECONDS", Double.toString(seconds)));
        write("call.sh", CALL.replace("CALLS", callsFile().toString()));
    }

    /** The program that a step runs, with the host and the policy as its arguments. */
    public Path actProgram() {
        return folder.resolve("act.sh");
    }

    /** The program that calls a person, with the incident's id as its argument. */
    public Path callProgram() {
        return folder.resolve("call.sh");
    }

    /** In order of their start. */
    public List<ActionExecution> runs() {
        List<ActionExecution> runs = new ArrayList<>();
        Map<String, Integer> open = new LinkedHashMap<>();
        for (String[] words : lines(runsFile(), 5)) {
            long at = Long.parseLong(words[4]);
            Integer place = open.get(words[0]);
            if (words[3].equals("start")) {
                open.put(words[0], runs.size());
                runs.add(new ActionExecution(words[0], new Subject(words[2], words[1]), at, 0));
            } else if (place != null) {
                ActionExecution run = runs.get(place);
                runs.set(place, new ActionExecution(run.command(), run.subject(), run.start(), at));
            }
        }
        return runs;
    }

    public List<PagerCall> calls() {
        return lines(callsFile(), 2).stream()
                .map(words -> new PagerCall(words[0], Long.parseLong(words[1])))
                .toList();
    }

    /** Whole lines only. */
    private static List<String[]> lines(Path file, int words) {
        try {
            return !Files.exists(file)
                    ? List.of()
                    : Files.readString(file)
                            .lines()
                            .map(line -> line.split(" ", -1))
                            .filter(split -> split.length == words)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path runsFile() {
        return folder.resolve("runs.ledger");
    }

    private Path callsFile() {
        return folder.resolve("calls.ledger");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
