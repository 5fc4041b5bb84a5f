package dev.farrier.policy.problem;

/**
 * Where something stands.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Location(String file, int line, int column) {
    /** {@code file:line}. */
    @Override
    public String toString() {
        return file + ':' + line;
    }
}
