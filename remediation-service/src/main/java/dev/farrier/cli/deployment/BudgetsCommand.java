package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.model.Incident;
import dev.farrier.model.Maintenance;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.DisruptionBudget;
import dev.farrier.policy.Guards.RateLimit;
import dev.farrier.policy.budget.Domain;
import dev.farrier.policy.budget.Usage;
import dev.farrier.policy.time.Durations;
import dev.farrier.view.BudgetJson;
import dev.farrier.view.Budgets;
import dev.farrier.view.Budgets.BudgetStatus;
import dev.farrier.view.JsonObject;
import dev.farrier.view.Notices;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier budgets}. */
@Command(
        name = "budgets",
        description = "Show how far disruption budgets are used.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier budgets list"},
        subcommands = BudgetsCommand.BudgetsListCommand.class)
public final class BudgetsCommand {
    private static final int SHOWN = 3;

    /** Policies that are not in force any more. */
    private static final Duration COMPILED_WITHIN = Duration.ofSeconds(10);

    @Command(
            name = "list",
            description = {
                "List the disruption budgets in force: how much of each limit is used, which incidents and maintenances hold resources of "
                        + "it, and which incidents it holds back. 'gone': the inventory in force has the resource no longer, and the "
                        + "incident still holds its place.",
                "Above the list stands what is halted, what nobody was called for, and which domains Farrier keeps its hands"
                        + " off."
            },
            footer = {
                "",
                "Examples:",
                "  farrier budgets list",
                "  farrier budgets list -o json | jq 'select(.disrupted.left == 0)'"
            })
    static final class BudgetsListCommand implements Callable<Integer> {
        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            Bundle bundle;
            List<Incident> incidents;
            List<StandingHalt> halts;
            List<BudgetStatus> budgets;
            List<Maintenance> maintenances;
            long now;
            try (DeploymentClient deployment = options.open()) {
                bundle = deployment.policies();
                incidents = deployment.history().incidents();
                halts = options.json() ? List.of() : deployment.history().halts();
                now = System.currentTimeMillis();
                maintenances = deployment.history().orders().orders(Maintenance.class, now);
                budgets = Budgets.of(
                        bundle,
                        commit -> deployment.feed().find(commit, COMPILED_WITHIN),
                        incidents,
                        maintenances,
                        now);
            }
            PrintWriter out = options.out();
            if (options.json()) {
                budgets.forEach(budget -> out.println(JsonObject.line(BudgetJson.budget(budget, now))));
            } else {
                Notices.of(incidents, halts, maintenances, now).forEach(line -> out.println(Texts.plain(line)));
                out.print(budgets.isEmpty() ? "No disruption budgets are in force.\n" : table(budgets, now));
            }
            out.flush();
            return ExitCode.FINE;
        }
    }

    static String table(List<BudgetStatus> budgets, long now) {
        Table table = new Table("BUDGET", "DISRUPTED", "UNHEALTHY", "RUNS", "DOMAINS", "HELD BY", "WAITING");
        for (BudgetStatus status : budgets) {
            Usage usage = status.usage();
            DisruptionBudget budget = usage.budget();
            table.row(
                    budget.name(),
                    used(usage.disrupted().size(), budget.maxDisrupted() != null, usage.mostDisrupted()),
                    used(
                            usage.unhealthy().size(),
                            budget.maxUnhealthy() != null || budget.minHealthy() != null,
                            usage.mostUnhealthy()),
                    runs(usage, now),
                    domains(usage),
                    names(holders(status)),
                    names(status.waiting().stream()
                            .map(incident ->
                                    incident.target() + " (" + incident.reason().code() + ")")
                            .toList()));
        }
        return table.toString();
    }

    private static String used(int used, boolean limited, int most) {
        return used + (limited ? " of " + most : "");
    }

    private static String runs(Usage usage, long now) {
        List<String> limits = new ArrayList<>();
        for (RateLimit limit : usage.budget().rateLimits()) {
            limits.add(usage.runs(limit, now) + " of " + limit.max() + " per " + Durations.format(limit.per()));
        }
        return limits.isEmpty() ? "-" : String.join(", ", limits);
    }

    private static String domains(Usage usage) {
        DisruptionBudget.Domains by = usage.budget().domains();
        if (by == null) {
            return "-";
        }
        List<String> parts = new ArrayList<>();
        parts.add(used(usage.disruptedDomains().size(), by.maxDisrupted() != null, usage.mostDisruptedDomains()));
        parts.addAll(usage.disruptedDomains());
        usage.domains().stream()
                .filter(usage::isHandsOff)
                .map(Domain::label)
                .forEach(label -> parts.add("hands off " + label));
        return String.join(", ", parts);
    }

    private static List<String> holders(BudgetStatus status) {
        Stream<String> incidents = status.holders().stream()
                .map(incident ->
                        incident.target() + " (" + (status.isGone(incident) ? "gone, " : "") + incident.id() + ")");
        Stream<String> maintained = status.inMaintenance().entrySet().stream()
                .map(entry ->
                        entry.getKey() + " (maintenance " + entry.getValue().id() + ")");
        return Stream.concat(incidents, maintained).toList();
    }

    private static String names(List<String> all) {
        if (all.isEmpty()) {
            return "-";
        }
        String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        int more = all.size() - SHOWN;
        return first + (more > 0 ? " and " + more + " more" : "");
    }
}
