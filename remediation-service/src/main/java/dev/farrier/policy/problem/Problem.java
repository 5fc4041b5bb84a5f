package dev.farrier.policy.problem;

import java.util.Comparator;

/**
 * An error or a warning about a policy document.
 *
 * @param file as the caller named it
 * @param line from 1
 * @param column from 1, in characters
 * @param message what is wrong, and what to write instead; one line
 */
public record Problem(String file, int line, int column, Severity severity, String message)
        implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::severity)
            .thenComparing(Problem::message);

    public enum Severity {
        ERROR("error"),
        WARNING("warning");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        /** Lower case. */
        public String text() {
            return text;
        }
    }

    /** By file, line, column. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column: error: message}. */
    @Override
    public String toString() {
        return file + ':' + line + ':' + column + ": " + severity.text() + ": " + message;
    }
}
