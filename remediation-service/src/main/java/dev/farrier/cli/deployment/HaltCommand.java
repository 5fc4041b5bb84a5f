package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.HaltScope;
import dev.farrier.view.JsonObject;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier halt}. */
@Command(
        name = "halt",
        description = {
            "Stop executors from starting commands until resume, new and queued ones: at all sites, or only at a site,"
                    + " of a policy, or on a target. Several halts may stand at the same time.",
            "Returns when Kafka has stored the order for all sites. Actions that already run go on, and calls of a "
                    + "person are still made."
        },
        exitCodeList = {
            "0:Kafka has stored the order",
            "1:it has, but there is no site, policy or target of that name",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {
            "",
            "Examples:",
            "  farrier halt --reason 'network maintenance'",
            "  farrier halt --site eu-de-1 --reason 'network maintenance'",
            "  farrier halt --calls --reason 'fire drill'"
        })
public final class HaltCommand implements Callable<Integer> {
    @Option(names = "--calls", description = "Also stop calls of a person. Not with --site, --policy or --target.")
    private boolean calls;

    @Mixin
    private ScopeOptions scopes = new ScopeOptions();

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        HaltScope scope = scopes.scope();
        check(scopes);
        if (calls && !scope.isAll()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "calls of a person can only be stopped everywhere: leave out --calls, or the scope");
        }
        try (DeploymentClient deployment = options.open()) {
            SortedSet<String> sites = deployment.operators().halt(scope, calls, operator.by(), operator.reason());
            options.print(
                    (scope.isAll() ? "Halted: " : "Halted " + scope.text() + ": ")
                            + recipients(sites)
                            + (calls ? " Nobody is called until resume." : ""),
                    json(scope, true).put("sites", sites));
            return scopes.warnIfUnknown(options, deployment, sites);
        }
    }

    static void check(ScopeOptions scopes) {
        if (scopes.isBlank()) {
            throw new CommandException(
                    ExitCode.USAGE, "a name is missing: an empty one selects nothing; without the option, everything");
        }
    }

    static JsonObject json(HaltScope scope, boolean halted) {
        return new JsonObject().put("halted", halted).put("scope", scope.isAll() ? null : scope.text());
    }

    /** @param sites those whose workers got the order directly */
    static String recipients(SortedSet<String> sites) {
        return "the decider was told, and the workers of "
                + (sites.isEmpty() ? "no site: there is none" : String.join(", ", sites)) + ".";
    }
}
