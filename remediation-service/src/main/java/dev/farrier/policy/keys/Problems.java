package dev.farrier.policy.keys;

import dev.farrier.policy.keys.Problem.Severity;
import java.util.List;
import java.util.TreeSet;

/**
 * Everything wrong that was found so far. Saying the same thing of the same place twice counts once. Not
 * thread-safe.
 */
public final class Problems {
    private final TreeSet<Problem> all = new TreeSet<>();
    private int errors;

    public void error(Location place, String message) {
        if (add(place, Severity.ERROR, message)) {
            errors++;
        }
    }

    /** The exception's message, which says what to write instead. */
    public void error(Location place, Exception e) {
        error(place, String.valueOf(e.getMessage()));
    }

    public void warning(Location place, String message) {
        add(place, Severity.WARNING, message);
    }

    private boolean add(Location place, Severity severity, String message) {
        return all.add(problem(place, severity, message));
    }

    private static Problem problem(Location place, Severity severity, String message) {
        return new Problem(place.file(), place.line(), place.column(), severity, oneLine(message));
    }

    /** What was found elsewhere, too. */
    public void addAll(Problems others) {
        others.all.forEach(this::add);
    }

    public void add(Problem problem) {
        if (all.add(problem) && problem.severity() == Severity.ERROR) {
            errors++;
        }
    }

    /** How many errors there are: the same before and after reading something means that it was fine. */
    public int errors() {
        return errors;
    }

    public List<Problem> sorted() {
        return List.copyOf(all);
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
