package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.Maintenance;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.policy.order.MaintenanceSelector;
import dev.farrier.policy.order.OrderEnd;
import dev.farrier.policy.text.Phrases;
import dev.farrier.view.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farrier maintenance}. */
@Command(
        name = "maintenance",
        description = {
            "Put resources in maintenance for a time: start nothing on them, call nobody for them, and count them as unavailable in"
                    + " disruption budgets.",
            "SELECTOR: matchers of name, site, group and labels of the inventory, separated by commas, all of which must hold;"
                    + " resources that come later count.",
            "Symptoms are recorded meanwhile. What has begun goes on, and what was taken out is put back. At the end what still holds"
                    + " is decided anew, by evidence that is newer than that."
        },
        exitCodeList = {
            "0:the decider was told",
            "2:wrong arguments, the inventory has no such resource, or it would select everything",
            "3:Kafka can't be reached, or no policies are in force"
        },
        footer = {
            "",
            "Examples:",
            "  farrier maintenance web-01 --until 2h --why 'disk swap'",
            "  farrier maintenance zone=b,role=web --until 2027-01-15T06:00:00Z --why power",
            "  farrier maintenance list",
            "  farrier maintenance end 4f1c22ab --why 'done early'"
        },
        subcommands = {MaintenanceCommand.MaintenanceListCommand.class, MaintenanceCommand.MaintenanceEndCommand.class})
public final class MaintenanceCommand implements Callable<Integer> {
    private static final int NAMED = 5;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET|SELECTOR",
            description = "The name of a resource, or matchers such as zone=b,role=web.")
    private @Nullable String selector;

    @Option(
            names = "--until",
            paramLabel = "TIME|DURATION",
            description =
                    "When it ends, such as 2027-01-15T06:00:00Z, or how long it lasts, such as 2h; at most 30 days ahead.")
    private @Nullable String until;

    @Option(names = "--all", description = "Accept a selector that selects everything.")
    private boolean all;

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        String written = selector;
        String end = until;
        if (written == null) {
            throw new CommandException(
                    ExitCode.USAGE, "write a resource or a selector, or one of the commands list and end");
        }
        if (end == null) {
            throw new CommandException(ExitCode.USAGE, "--until is missing: a maintenance never lasts for ever");
        }
        MaintenanceSelector selected = TimedOrders.read(() -> MaintenanceSelector.parse(written));
        long endsAt = TimedOrders.read(() -> OrderEnd.parse(end, System.currentTimeMillis()));
        TimedOrders.checkReason(operator);
        String id = TimedOrders.newId();
        try (DeploymentClient deployment = options.open()) {
            List<String> names = TimedOrders.read(() ->
                            selected.selected(deployment.policies().resources().values(), all ? "" : "--all"))
                    .stream()
                    .map(Resource::name)
                    .toList();
            TimedOrders.checkLimits(deployment, Maintenance.class, selected.toString());
            deployment.tellAll(new OperatorInput.BeginMaintenance(
                    id, selected.toString(), endsAt, operator.by(), operator.reason()));
            options.print(
                    "In maintenance until " + Instant.ofEpochMilli(endsAt) + ": id " + id + ", "
                            + Phrases.first(names, NAMED) + ".",
                    new JsonObject().put("id", id).put("resources", names));
        }
        return ExitCode.FINE;
    }

    @Command(
            name = "list",
            description = "List the maintenances in force, the one that ends first at the top.",
            footer = {"", "Examples:", "  farrier maintenance list", "  farrier maintenance list -o json | jq .id"})
    static final class MaintenanceListCommand implements Callable<Integer> {
        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            return TimedOrders.list(options, Maintenance.class, "SELECTOR", "Nothing is in maintenance.");
        }
    }

    @Command(
            name = "end",
            description = "End a maintenance now. What it held back is decided anew.",
            exitCodeList = {
                "0:the decider was told",
                "1:no maintenance in force has that id",
                "2:wrong arguments",
                "3:Kafka can't be reached"
            },
            footer = {"", "Examples:", "  farrier maintenance end 4f1c22ab --reason 'done early'"})
    static final class MaintenanceEndCommand implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "As 'farrier maintenance list' shows it.")
        private String id = "";

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            return TimedOrders.end(
                    options,
                    Maintenance.class,
                    "maintenance",
                    id,
                    (one, who) -> new OperatorInput.EndMaintenance(one, who.by(), who.reason()),
                    operator,
                    "ended");
        }
    }
}
