package dev.farrier.repository;

import dev.farrier.policy.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a policy directory.
 *
 * @param files path relative to the directory, with {@code /} → content; bytes that are no UTF-8 became U+FFFD
 * @param problems what could not be read; with an error among them the directory must not be used
 */
public record Contents(SortedMap<String, String> files, List<Problem> problems) {
    public Contents {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        problems = List.copyOf(problems);
    }

    /** Whether everything that may matter could be read. */
    public boolean complete() {
        return problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    /** See {@link PolicyDirectory#contentCommit}. */
    public String commit() {
        return PolicyDirectory.contentCommit(files);
    }
}
