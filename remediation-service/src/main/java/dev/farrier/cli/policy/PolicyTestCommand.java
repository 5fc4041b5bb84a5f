package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.OutputOption;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.yaml.test.PolicyTest;
import dev.farrier.policytest.Coverage;
import dev.farrier.policytest.PolicyTestRunner;
import dev.farrier.policytest.TestResult;
import dev.farrier.view.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier policy test}: runs every {@code PolicyTest} through the service's own stages, in scripted time. */
@Command(
        name = "test",
        description = {
            "Run every PolicyTest of these policies.",
            "",
            "Each test runs through the service's own ingest, match, detect and decide, in scripted time. It executes "
                    + "no action: each command ends at once, as the test says."
        },
        exitCodeList = {"0:all passed", "1:errors in the policies, failed tests, or no tests", "2:wrong arguments"},
        footer = {
            "",
            "Examples:",
            "  farrier policy test policies/",
            "  farrier policy test policies/ --coverage",
            "  farrier policy test policies/ --run 'bridge-*'"
        })
public final class PolicyTestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Option(
            names = "--coverage",
            description =
                    "Also list what no test has reached: detections, rungs, guards, recurrence, relapse and escalations of"
                            + " policies, limits of DisruptionBudgets, and StormBreakers.")
    private boolean coverage;

    @Option(names = "--run", paramLabel = "NAME", description = "Only tests with this name; * matches any characters.")
    private String run = "*";

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CheckedPolicies policies = CheckedPolicies.read(paths, "test", spec.commandLine());
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            policies.errors().forEach(problem -> err(problem.toString()));
            return ExitCode.NOT_FINE;
        }
        String wanted = "\\Q" + run.replace("*", "\\E.*\\Q") + "\\E";
        List<PolicyTest> tests = policies.tests().stream()
                .filter(test -> test.name().matches(wanted))
                .toList();
        List<TestResult> results = new ArrayList<>();
        for (PolicyTest test : tests) {
            TestResult result = PolicyTestRunner.run(test, bundle);
            results.add(result);
            print(result);
        }
        long failed = results.stream().filter(result -> !result.passed()).count();
        if (coverage) {
            Coverage.of(bundle, results).forEach(this::print);
        }
        err(
                tests.isEmpty()
                        ? "there is no PolicyTest" + (run.equals("*") ? "" : " named '" + run + "'")
                        : Phrases.count(results.size(), "test") + ", " + failed + " failed");
        return failed == 0 && !tests.isEmpty() ? ExitCode.FINE : ExitCode.NOT_FINE;
    }

    private void print(TestResult result) {
        if (output.json()) {
            out(new JsonObject()
                    .put("test", result.test().name())
                    .put("place", result.test().place().toString())
                    .put("passed", result.passed())
                    .put(
                            "failures",
                            result.failures().stream()
                                    .map(PolicyTestCommand::fields)
                                    .toList())
                    .line());
            return;
        }
        out((result.passed() ? "ok      " : "FAILED  ") + result.test().name());
        for (TestResult.TestFailure failure : result.failures()) {
            out(failure.place() + ": " + failure.what());
            failure.details().forEach(line -> out("  " + line));
        }
    }

    private static Map<String, Object> fields(TestResult.TestFailure failure) {
        return Map.of("place", failure.place().toString(), "what", failure.what(), "details", failure.details());
    }

    private void print(Coverage.DocumentCoverage covered) {
        int reached = covered.parts() - covered.untested().size();
        if (output.json()) {
            out(new JsonObject()
                    .put(covered.kind().word(), covered.name())
                    .put("parts", covered.parts())
                    .put("reached", reached)
                    .put("untested", covered.untested())
                    .line());
            return;
        }
        String kind = covered.kind() == Coverage.CoveredKind.POLICY
                ? ""
                : covered.kind().word() + " ";
        String rest = covered.untested().isEmpty() ? "" : "; untested: " + String.join(", ", covered.untested());
        out("covered " + kind + covered.name() + ": " + reached + " of " + covered.parts() + rest);
    }

    private void out(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private void err(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
