package dev.farrier.app.service;

import dev.farrier.policy.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** The policies that the service was to start with cannot be used. */
public final class InvalidPoliciesException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidPoliciesException(Path directory, List<Problem> problems) {
        super("the policies in " + directory + " cannot be used");
        this.problems = List.copyOf(problems);
    }

    /** All of them, each with its place. */
    public List<Problem> problems() {
        return problems;
    }
}
