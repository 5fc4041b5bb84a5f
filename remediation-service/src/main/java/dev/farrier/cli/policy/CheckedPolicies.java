package dev.farrier.cli.policy;

import dev.farrier.policy.Approvers;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.test.PolicyTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The policies at several paths, read and compiled together as the service would. */
public final class CheckedPolicies {
    private final PolicyPaths files;
    private final CompileResult compiled;
    private final SortedSet<Problem> problems;

    private CheckedPolicies(PolicyPaths files, CompileResult compiled) {
        this.files = files;
        this.compiled = compiled;
        TreeSet<Problem> all = new TreeSet<>(files.problems());
        all.addAll(compiled.problems());
        this.problems = Collections.unmodifiableSortedSet(all);
    }

    /**
     * @param commit the name of this bundle
     * @param command whose arguments the paths are
     * @throws ParameterException when a path does not exist
     */
    public static CheckedPolicies read(List<Path> paths, String commit, CommandLine command) {
        return read(paths, commit, command, null);
    }

    /** @param approvers who has a token; null: that is not known */
    static CheckedPolicies read(List<Path> paths, String commit, CommandLine command, @Nullable Approvers approvers) {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new ParameterException(command, path + " does not exist");
            }
        }
        PolicyPaths files = PolicyPaths.read(paths);
        return new CheckedPolicies(files, PolicyCompiler.compile(files.files(), commit, approvers));
    }

    /** Null when there are errors. */
    public @Nullable Bundle bundle() {
        return errors().isEmpty() ? compiled.bundle() : null;
    }

    /** None when there are errors. */
    List<PolicyTest> tests() {
        return errors().isEmpty() ? compiled.tests() : List.of();
    }

    /** Errors and warnings, by file, line and column. */
    public SortedSet<Problem> problems() {
        return problems;
    }

    public List<Problem> errors() {
        return problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }

    /** How many documents there are, with those that could not be read. */
    long documents() {
        return files.documents();
    }
}
