package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.DurationConverter;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.replay.TimeConverter;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.model.Silence;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.order.OrderEnd;
import dev.farrier.policy.text.Phrases;
import dev.farrier.view.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farrier silence}. */
@Command(
        name = "silence",
        description = "Leave some incidents alone for a time: start nothing for them, and call nobody.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  farrier silence add 'target=\"web-01\"' --for 2h --reason 'disk swap'",
            "  farrier silence list",
            "  farrier silence expire 4f1c22ab --reason 'done early'"
        },
        subcommands = {
            SilenceCommand.SilenceAddCommand.class,
            SilenceCommand.SilenceListCommand.class,
            SilenceCommand.SilenceExpireCommand.class
        })
public final class SilenceCommand {
    @Command(
            name = "add",
            description = {
                "Silence the incidents that all these matchers select, as in Alertmanager: label=\"value\", !=, =~ and !~ with an"
                        + " anchored regex.",
                "Labels: policy, target, site, risk (of the rung that would be next: harmless, disruptive, destructive), group.LABEL"
                        + " of groupBy, and resource.LABEL of the inventory.",
                "Symptoms are recorded meanwhile. What has begun goes on, and what was taken out is put back. At the end what still"
                        + " holds is decided anew; what has not shown again ends without a call."
            },
            exitCodeList = {
                "0:the decider was told",
                "2:wrong arguments, or it would select everything",
                "3:Kafka can't be reached"
            },
            footer = {
                "",
                "Examples:",
                "  farrier silence add 'target=\"web-01\"' --for 2h --reason 'disk swap'",
                "  farrier silence add 'resource.zone=\"b\"' --until 2027-01-15 --why power",
                "  farrier silence add --all 'policy=~\".*\"' --for 30m --reason 'game day'"
            })
    static final class SilenceAddCommand implements Callable<Integer> {
        private static final Duration POLICIES_WITHIN = Duration.ofSeconds(10);

        @Parameters(arity = "1..*", paramLabel = "MATCHER", description = "Matchers, all of which must hold.")
        private List<String> matchers = List.of();

        @Option(
                names = "--for",
                paramLabel = "DURATION",
                converter = DurationConverter.class,
                description = "How long it lasts, such as 90m; at most 30d.")
        private @Nullable Duration duration;

        @Option(
                names = "--until",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "When it ends, such as 2027-01-15T06:00:00Z; at most 30 days ahead.")
        private @Nullable Instant until;

        @Option(names = "--all", description = "Accept matchers that select everything.")
        private boolean all;

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            IncidentMatchers selected = selected();
            long now = System.currentTimeMillis();
            long end = end(now);
            TimedOrders.checkReason(operator);
            String id = TimedOrders.newId();
            OperatorInput.AddSilence silence =
                    new OperatorInput.AddSilence(id, selected.toString(), end, operator.by(), operator.reason());
            try (DeploymentClient deployment = options.open()) {
                TimedOrders.checkLimits(deployment, Silence.class, selected.toString());
                deployment.tellAll(silence);
                int held = held(deployment, selected);
                options.print(
                        "Silenced " + selected + " until " + Instant.ofEpochMilli(end) + ": id " + id + ", "
                                + Phrases.count(held, "open incident") + " now.",
                        new JsonObject().put("id", id).put("openIncidents", held));
            }
            return ExitCode.FINE;
        }

        private IncidentMatchers selected() {
            try {
                IncidentMatchers selected = IncidentMatchers.parse(matchers);
                if (selected.selectsEverything() && !all) {
                    throw new CommandException(
                            ExitCode.USAGE,
                            selected
                                    + " selects everything, or all but a few: write a matcher with = or =~ for what is meant, or"
                                    + " --all");
                }
                return selected;
            } catch (InvalidIncidentMatchersException e) {
                throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
            }
        }

        private long end(long now) {
            Duration length = duration;
            Instant at = until;
            if ((length == null) == (at == null)) {
                throw new CommandException(
                        ExitCode.USAGE, "write either --for or --until: a silence never lasts for ever");
            }
            long end = at != null ? at.toEpochMilli() : now + (length == null ? 0 : length.toMillis());
            return TimedOrders.read(() -> OrderEnd.checked(end, now));
        }

        /** Of the incidents that are open; the risk of the next rung is not known here, nor a target without policies in force. */
        private static int held(DeploymentClient deployment, IncidentMatchers selected) {
            boolean unused = deployment.feed().awaitFirst(POLICIES_WITHIN);
            SortedMap<String, Resource> resources =
                    deployment.feed().current().map(Bundle::resources).orElseGet(TreeMap::new);
            return (int) deployment.history().incidents().stream()
                    .filter(incident -> !incident.state().isOver())
                    .filter(incident -> selected.hold(incident, resources.get(incident.target()), null))
                    .count();
        }
    }

    @Command(
            name = "list",
            description = "List the silences in force, the one that ends first at the top.",
            footer = {"", "Examples:", "  farrier silence list", "  farrier silence list -o json | jq .id"})
    static final class SilenceListCommand implements Callable<Integer> {
        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            return TimedOrders.list(options, Silence.class, "MATCHERS", "No silences.");
        }
    }

    @Command(
            name = "expire",
            description = "End a silence now. What it held back is decided anew.",
            exitCodeList = {
                "0:the decider was told",
                "1:no silence in force has that id",
                "2:wrong arguments",
                "3:Kafka can't be reached"
            },
            footer = {"", "Examples:", "  farrier silence expire 4f1c22ab --reason 'done early'"})
    static final class SilenceExpireCommand implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "As 'farrier silence list' shows it.")
        private String id = "";

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            return TimedOrders.end(
                    options,
                    Silence.class,
                    "silence",
                    id,
                    (one, who) -> new OperatorInput.ExpireSilence(one, who.by(), who.reason()),
                    operator,
                    "expired");
        }
    }
}
