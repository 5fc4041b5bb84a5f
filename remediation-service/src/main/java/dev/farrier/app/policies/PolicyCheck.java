package dev.farrier.app.policies;

import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problem.Severity;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policytest.PolicyTestRunner;
import dev.farrier.policytest.TestResult;
import dev.farrier.repository.Contents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a commit's files are good for.
 *
 * @param bundle null when any problem is an error
 * @param files documents, and the scripts that they name: what is published
 * @param problems of reading, compiling and testing
 * @param tests how many have passed
 */
public record PolicyCheck(@Nullable Bundle bundle, SortedMap<String, String> files, List<Problem> problems, int tests) {
    /** For all tests of a commit: a thousand take seconds. */
    private static final Duration TESTS_WITHIN = Duration.ofMinutes(5);

    public PolicyCheck {
        problems = List.copyOf(problems);
    }

    public List<Problem> errors() {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
    }

    /** Compiles. */
    public static PolicyCheck compile(Contents contents, String commit) {
        return check(contents, commit, false);
    }

    /** Compiles, and runs every policy test. */
    public static PolicyCheck test(Contents contents, String commit) {
        return check(contents, commit, true);
    }

    private static PolicyCheck check(Contents contents, String commit, boolean test) {
        List<Problem> problems = new ArrayList<>(contents.problems());
        if (!contents.complete()) {
            return new PolicyCheck(null, new TreeMap<>(), problems, 0);
        }
        CompileResult compiled = PolicyCompiler.compile(contents.files(), commit);
        problems.addAll(compiled.problems());
        Bundle bundle = compiled.bundle();
        if (bundle == null) {
            return new PolicyCheck(null, new TreeMap<>(), problems, 0);
        }
        int passed = test ? run(compiled.tests(), bundle, problems) : 0;
        boolean failed = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        return new PolicyCheck(failed ? null : bundle, used(contents, bundle), problems, passed);
    }

    private static int run(List<PolicyTest> tests, Bundle bundle, List<Problem> problems) {
        long deadline = System.nanoTime() + TESTS_WITHIN.toNanos();
        int passed = 0;
        for (int i = 0; i < tests.size(); i++) {
            PolicyTest test = tests.get(i);
            if (System.nanoTime() > deadline) {
                problems.add(problem(
                        test.place(),
                        Phrases.count(tests.size() - i, "test") + " not run: those before took longer than "
                                + TESTS_WITHIN.toMinutes() + " minutes",
                        List.of()));
                return passed;
            }
            TestResult result = PolicyTestRunner.run(test, bundle);
            result.failures()
                    .forEach(failure -> problems.add(problem(failure.place(), failure.what(), failure.details())));
            passed += result.passed() ? 1 : 0;
        }
        return passed;
    }

    private static Problem problem(PolicyTest.TestPlace place, String what, List<String> details) {
        String text = details.isEmpty() ? what : what + "\n  " + String.join("\n  ", details);
        return new Problem(place.file(), place.line(), place.column(), Severity.ERROR, text);
    }

    /** What of a directory is published: a repository may hold much else. A script that is gone is left out. */
    private static SortedMap<String, String> used(Contents contents, Bundle bundle) {
        TreeMap<String, String> files = new TreeMap<>(contents.files());
        files.keySet()
                .removeIf(path -> !Catalog.isDocument(path) && !bundle.scripts().containsKey(path));
        return files;
    }

    /** Whether the directory still holds just what was published, so that it need not be compiled again. */
    public static boolean isUnchanged(Contents contents, SortedMap<String, String> published) {
        return contents.complete()
                && published.entrySet().stream()
                        .allMatch(
                                file -> file.getValue().equals(contents.files().get(file.getKey())))
                && contents.files().keySet().stream()
                        .filter(Catalog::isDocument)
                        .allMatch(published::containsKey);
    }
}
