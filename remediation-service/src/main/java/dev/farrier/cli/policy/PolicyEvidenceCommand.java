package dev.farrier.cli.policy;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.DurationConverter;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.effect.ModeEvidence;
import dev.farrier.effect.ModeEvidence.Answers;
import dev.farrier.effect.ModeEvidence.Day;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import dev.farrier.policytest.Coverage;
import dev.farrier.policytest.PolicyTestRunner;
import dev.farrier.policytest.TestResult;
import dev.farrier.view.EffectJson;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier policy evidence}. */
@Command(
        name = "evidence",
        description = {
            "Show what speaks for the next mode of a policy, from shadow over approve to enforce: what it would have run and what"
                    + " of that ended by itself, what held it back, how persons have answered, and what its tests cover.",
            "",
            "WOULD RUN are the incidents of a day on which a rung would have run in shadow: with approve a person would have been"
                    + " called for so many, with enforce so many rungs would have run. CLEARED ended before anything was run."
        },
        exitCodeList = {"0:answered", "2:wrong arguments, or no such policy", "3:Kafka can't be reached"},
        footer = {
            "",
            "Examples:",
            "  farrier policy evidence media-bridge-stuck",
            "  farrier policy evidence media-bridge-stuck policies/ --since 90d",
            "  farrier policy evidence media-bridge-stuck -o json | jq '.days[]'"
        })
public final class PolicyEvidenceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "The policy's name.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "PATH",
            description = "The policies with their PolicyTests, to say what those cover.")
    private List<Path> paths = List.of();

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "30d",
            converter = DurationConverter.class,
            description = "How far to look back; the audit is kept for 400 days. Default: ${DEFAULT-VALUE}.")
    private Duration window = Duration.ZERO;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        DeploymentOptions.checkFilled(name, "NAME");
        Coverage.@Nullable DocumentCoverage coverage = coverage();
        long since = System.currentTimeMillis() - window.toMillis();
        ModeEvidence evidence = new ModeEvidence(name, since);
        @Nullable Policy policy;
        try (DeploymentClient deployment = options.open()) {
            SortedMap<String, Policy> inForce = deployment.policies().policies();
            deployment.history().audits(since, evidence::accept);
            policy = inForce.get(name);
            if (policy == null && evidence.days().isEmpty()) {
                throw new CommandException(
                        ExitCode.USAGE, "there is no policy '" + name + "'" + Nearest.hint(name, inForce.keySet()));
            }
        }
        PrintWriter out = options.out();
        if (options.json()) {
            out.println(json(policy, evidence, coverage).line());
        } else {
            print(out, policy, evidence, coverage);
        }
        out.flush();
        return ExitCode.FINE;
    }

    /** Null: nobody has said where the tests are. */
    private Coverage.@Nullable DocumentCoverage coverage() {
        if (paths.isEmpty()) {
            return null;
        }
        CheckedPolicies policies = CheckedPolicies.read(paths, "evidence", spec.commandLine());
        Bundle bundle = policies.bundle();
        if (bundle == null) {
            throw new CommandException(
                    ExitCode.USAGE, "the policies there have errors: run farrier policy check on them");
        }
        List<TestResult> results = new ArrayList<>();
        policies.tests().forEach(test -> results.add(PolicyTestRunner.run(test, bundle)));
        return Coverage.of(bundle, results).stream()
                .filter(covered -> covered.kind() == Coverage.CoveredKind.POLICY)
                .filter(covered -> covered.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE, "the policies there have no policy '" + name + "' that is not off"));
    }

    private void print(
            PrintWriter out,
            @Nullable Policy policy,
            ModeEvidence evidence,
            Coverage.@Nullable DocumentCoverage coverage) {
        List<Day> days = evidence.days();
        out.println(name + (policy == null ? " is not in force" : " has mode " + Texts.code(policy.mode()))
                + ". In the last " + Durations.format(window)
                + " it had " + Phrases.count(sum(days, Day::incidents), "incident") + ": "
                + sum(days, Day::clearedItself) + " ended before anything was run, a rung would have run on "
                + sum(days, Day::wouldRun) + ", ran on " + sum(days, Day::ran) + " and healed "
                + sum(days, Day::healed) + "; a person was called for " + sum(days, Day::called) + ".");
        int shadowed = evidence.effect().shadow().incidents();
        if (shadowed > 0) {
            out.println("Of " + Phrases.count(shadowed, "rung") + " that would have run, "
                    + evidence.effect().shadow().clearedItself()
                    + " had a symptom that ended by itself in the time that the rung would have had to help.");
        }
        Answers answers = evidence.answers();
        if (answers.asked() > 0) {
            out.println("Persons were asked about " + answers.asked() + ": yes " + answers.approved() + ", no "
                    + answers.rejected() + ", not all answered in time " + answers.unanswered() + ".");
        }
        out.println(heldBack(evidence));
        out.println(tests(coverage));
        if (!days.isEmpty()) {
            Table table = new Table("DAY", "INCIDENTS", "CLEARED", "WOULD RUN", "RAN", "HEALED", "CALLED");
            days.forEach(day -> table.row(
                    day.date().toString(),
                    "" + day.incidents(),
                    "" + day.clearedItself(),
                    "" + day.wouldRun(),
                    "" + day.ran(),
                    "" + day.healed(),
                    "" + day.called()));
            out.print("\n" + table);
        }
    }

    private static String heldBack(ModeEvidence evidence) {
        List<String> reasons = new ArrayList<>();
        evidence.heldBack().forEach((reason, count) -> reasons.add(reason.code() + " " + count));
        return reasons.isEmpty() ? "No limit held an incident back." : "Held back: " + String.join(", ", reasons) + ".";
    }

    private static String tests(Coverage.@Nullable DocumentCoverage coverage) {
        if (coverage == null) {
            return "What its tests cover is not known: name the directory of the policies.";
        }
        int reached = coverage.parts() - coverage.untested().size();
        return "Its tests cover " + reached + " of " + coverage.parts() + " parts"
                + (coverage.untested().isEmpty() ? "." : "; not " + String.join(", ", coverage.untested()) + ".");
    }

    private static int sum(List<Day> days, ToIntFunction<Day> what) {
        return days.stream().mapToInt(what).sum();
    }

    private JsonObject json(
            @Nullable Policy policy, ModeEvidence evidence, Coverage.@Nullable DocumentCoverage coverage) {
        JsonObject heldBack = new JsonObject();
        evidence.heldBack().forEach((Reason reason, Integer count) -> heldBack.put(reason.code(), count));
        Answers answers = evidence.answers();
        return new JsonObject()
                .put("policy", name)
                .put("mode", policy == null ? null : Texts.code(policy.mode()))
                .put("since", Durations.format(window))
                .put(
                        "days",
                        evidence.days().stream()
                                .map(day -> new JsonObject()
                                        .put("day", day.date().toString())
                                        .put("incidents", day.incidents())
                                        .put("clearedItself", day.clearedItself())
                                        .put("wouldRun", day.wouldRun())
                                        .put("ran", day.ran())
                                        .put("healed", day.healed())
                                        .put("called", day.called())
                                        .build())
                                .toList())
                .put("heldBack", heldBack.build())
                .put(
                        "answers",
                        new JsonObject()
                                .put("asked", answers.asked())
                                .put("approved", answers.approved())
                                .put("rejected", answers.rejected())
                                .put("unanswered", answers.unanswered())
                                .build())
                .put(
                        "tests",
                        coverage == null
                                ? null
                                : new JsonObject()
                                        .put("parts", coverage.parts())
                                        .put("untested", coverage.untested())
                                        .build())
                .put("effect", EffectJson.effect(evidence.effect(), window));
    }
}
