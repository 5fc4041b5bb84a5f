package dev.farrier.policy.problem;

import dev.farrier.policy.problem.Problem.Severity;
import java.util.List;
import java.util.TreeSet;

/** The problems found so far. The same message at the same place counts once. Not thread-safe. */
public final class Problems {
    private final TreeSet<Problem> all = new TreeSet<>();
    private int errors;

    public void error(Location place, String message) {
        add(place, Severity.ERROR, message);
    }

    /** The exception's message, which says what to write instead. */
    public void error(Location place, Exception e) {
        error(place, String.valueOf(e.getMessage()));
    }

    public void warning(Location place, String message) {
        add(place, Severity.WARNING, message);
    }

    private void add(Location place, Severity severity, String message) {
        String line = message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        add(new Problem(place.file(), place.line(), place.column(), severity, line));
    }

    /** Adds the problems of another collection. */
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
}
