package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.DurationConverter;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.cli.replay.TimeConverter;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Resource;
import dev.farrier.model.Silence;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import dev.farrier.policy.text.Phrases;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.view.JsonObject;
import dev.farrier.view.SilenceJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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
            if (operator.reason().isBlank()) {
                throw new CommandException(ExitCode.USAGE, "--reason is missing: say why, for whoever wonders");
            }
            String id = UUID.randomUUID().toString().substring(0, 8);
            OperatorInput.AddSilence silence =
                    new OperatorInput.AddSilence(id, selected.toString(), end, operator.by(), operator.reason());
            try (DeploymentClient deployment = options.open()) {
                deployment.tell(silence);
                new BundlePublisher(deployment.config(), deployment.topics()).silence(silence);
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
            if (end <= now || end > now + Silence.LONGEST.toMillis()) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "it would " + (end <= now ? "have ended already" : "last for longer than 30 days")
                                + ": write another " + (at != null ? "--until" : "--for"));
            }
            return end;
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
            List<Silence> silences;
            try (DeploymentClient deployment = options.open()) {
                silences = deployment.history().silences(System.currentTimeMillis());
            }
            PrintWriter out = options.out();
            if (options.json()) {
                silences.forEach(silence -> out.println(JsonObject.line(SilenceJson.of(silence))));
            } else if (silences.isEmpty()) {
                out.println("No silences.");
            } else {
                Table table = new Table("ID", "UNTIL", "MATCHERS", "BY", "WHY");
                silences.forEach(silence -> table.row(
                        silence.id(),
                        Instant.ofEpochMilli(silence.until()).toString(),
                        Texts.plain(silence.matchers()),
                        Texts.plain(silence.by()),
                        Texts.plain(silence.why())));
                out.print(table);
            }
            out.flush();
            return ExitCode.FINE;
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
            DeploymentOptions.checkFilled(id, "ID");
            try (DeploymentClient deployment = options.open()) {
                Optional<Silence> silence = deployment.history().silences(System.currentTimeMillis()).stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst();
                if (silence.isEmpty()) {
                    throw new CommandException(
                            ExitCode.NOT_FINE, "no silence in force has the id '" + id + "': see farrier silence list");
                }
                deployment.tell(new OperatorInput.ExpireSilence(id, operator.by(), operator.reason()));
                new BundlePublisher(deployment.config(), deployment.topics()).silenceEnded(id);
                options.print(
                        "Expired: what " + silence.get().matchers() + " held back is decided anew.",
                        new JsonObject().put("id", id).put("expired", true));
            }
            return ExitCode.FINE;
        }
    }
}
