package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.model.HaltScope;
import dev.farrier.model.StandingHalt;
import dev.farrier.view.JsonObject;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier resume}. */
@Command(
        name = "resume",
        description = {
            "End a halt. The decider decides again on all that waited for it.",
            "Without --site, --policy or --target only the halt of everything ends. Halts of single sites, policies and "
                    + "targets stay, and the command names them.",
            "A site ignores a resume whose Kafka timestamp is before that of its halt. This can happen to a resume "
                    + "shortly after a halt when the brokers' clocks differ: run resume again."
        },
        footer = {
            "",
            "Examples:",
            "  farrier resume --reason 'maintenance is over'",
            "  farrier resume --site eu-de-1 --reason 'maintenance is over'"
        })
public final class ResumeCommand implements Callable<Integer> {
    /** Halt and resume are on two topics, and ordered by the times that brokers stamp on them. */
    private static final String IF_STILL_HALTED =
            "\nWhere a site stays halted, the clocks of Kafka's brokers are apart: resume once more.";

    @Mixin
    private ScopeOptions scopes = new ScopeOptions();

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        HaltScope scope = scopes.scope();
        HaltCommand.check(scopes);
        try (DeploymentClient deployment = options.open()) {
            List<StandingHalt> before = deployment.history().halts();
            SortedSet<String> sites = deployment.operators().resume(scope, operator.by(), operator.reason());
            List<String> left = before.stream()
                    .filter(halt -> !halt.scope().equals(scope))
                    .map(halt -> halt.scope().text())
                    .toList();
            boolean halted = before.stream().anyMatch(halt -> halt.scope().equals(scope));
            String told = scope.isAll()
                    ? "Resumed: " + HaltCommand.recipients(sites)
                    : "Resumed " + scope.text() + ": the decider was told, and tells the workers."
                            + (halted ? "" : " It was not halted, as far as the topics say.");
            options.print(
                    told
                            + (sites.isEmpty() || !scope.isAll() ? "" : IF_STILL_HALTED)
                            + left.stream()
                                    .map(text -> "\nStill halted: " + text + ".")
                                    .collect(Collectors.joining()),
                    json(scope, sites, left));
            return ExitCode.FINE;
        }
    }

    private static JsonObject json(HaltScope scope, SortedSet<String> sites, List<String> left) {
        return HaltCommand.json(scope, false).put("sites", sites).put("stillHalted", left.isEmpty() ? null : left);
    }
}
