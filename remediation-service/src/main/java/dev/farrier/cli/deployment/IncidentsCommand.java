package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorInput.CancelIncident.Afterwards;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.model.TimedOrder;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.text.Nearest;
import dev.farrier.view.IncidentJson;
import dev.farrier.view.JsonObject;
import dev.farrier.view.Notices;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farrier incidents}. */
@Command(
        name = "incidents",
        description = "Show incidents; approve, reject, cancel, retry, pause or resume one.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  farrier incidents list", "  farrier incidents show 7f3a"},
        subcommands = {
            IncidentsCommand.IncidentsListCommand.class,
            IncidentsCommand.IncidentsShowCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            IncidentsCommand.IncidentsCancelCommand.class,
            IncidentsCommand.IncidentsRetryCommand.class,
            IncidentsCommand.IncidentsPauseCommand.class,
            IncidentsCommand.IncidentsResumeCommand.class
        })
public final class IncidentsCommand {
    private static final Duration POLICIES_WITHIN = Duration.ofSeconds(5);
    private static final String ID =
            "The incident's id, or enough of its beginning, or of the beginning of what follows the policy's name.";

    @Command(
            name = "list",
            description = "List the open incidents, newest first, below what is halted, and what of Farrier itself is"
                    + " broken.",
            footer = {
                "",
                "Examples:",
                "  farrier incidents list",
                "  farrier incidents list --all --policy media-bridge-stuck -o json"
            })
    static final class IncidentsListCommand implements Callable<Integer> {
        @Option(
                names = {"-a", "--all"},
                description = "Also list incidents that are over.")
        private boolean overToo;

        @Option(names = "--policy", paramLabel = "NAME", description = "Only incidents of this policy.")
        private @Nullable String policy;

        @Option(names = "--target", paramLabel = "NAME", description = "Only incidents on this target.")
        private @Nullable String target;

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            List<Incident> all;
            List<StandingHalt> halts;
            List<TimedOrder> orders;
            long now = InstantSource.system().millis();
            try (DeploymentClient deployment = options.open()) {
                all = deployment.history().incidents();
                halts = options.json() ? List.of() : deployment.history().halts();
                orders = options.json()
                        ? List.of()
                        : deployment.history().orders().orders(now);
            }
            List<Incident> incidents = all.stream().filter(this::wanted).toList();
            PrintWriter out = options.out();
            if (!options.json()) {
                Notices.of(all, halts, orders, now).forEach(line -> out.println(Texts.plain(line)));
            }
            if (options.json()) {
                incidents.forEach(incident -> out.println(JsonObject.line(IncidentJson.summary(incident))));
            } else if (incidents.isEmpty()) {
                out.println(overToo ? "No incidents." : "No open incidents (--all shows those that are over).");
            } else {
                out.print(IncidentText.table(incidents));
            }
            out.flush();
            return ExitCode.FINE;
        }

        private boolean wanted(Incident incident) {
            return (overToo || !incident.state().isOver())
                    && (policy == null || policy.equals(incident.policy()))
                    && (target == null || target.equals(incident.target()));
        }
    }

    @Command(
            name = "show",
            description = "Show the history of one incident: every detection, decision, command and verification, with "
                    + "its reason.",
            footer = {
                "",
                "Examples:",
                "  farrier incidents show 7f3a",
                "  farrier incidents show 7f3a -o json | jq .audit"
            })
    static final class IncidentsShowCommand implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        @Override
        public Integer call() {
            try (DeploymentClient deployment = options.open()) {
                Incident incident = find(deployment, id);
                List<AuditRecord> audit = deployment.history().audit(incident.id(), incident.openedAt());
                PrintWriter out = options.out();
                if (options.json()) {
                    out.println(JsonObject.line(IncidentJson.story(incident, audit)));
                } else {
                    out.print(IncidentText.story(incident, audit));
                }
                out.flush();
            }
            return ExitCode.FINE;
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Cancel an incident. Its commands that have not started are not started; running ones are ended if "
                        + "possible.",
                "When a lasting symptom (a firing alert, a silence) is still there, the decider decides on it again "
                        + "after the policy's cooldown, unless --until-resolved is given."
            },
            footer = {
                "",
                "Examples:",
                "  farrier incidents cancel 7f3a --reason 'I have mended it'",
                "  farrier incidents cancel 7f3a --until-resolved --reason 'gets replaced'"
            })
    static final class IncidentsCancelCommand extends IncidentOrder {
        @Option(names = "--until-resolved", description = "Ignore all detections of this symptom until it has ended.")
        private boolean untilResolved;

        IncidentsCancelCommand() {
            super("cancelled", true);
        }

        @Override
        String give(DeploymentClient deployment, Incident incident, OperatorOptions operator) {
            Afterwards afterwards = untilResolved ? Afterwards.UNTIL_RESOLVED : Afterwards.DECIDE_AGAIN;
            deployment.operators().cancel(incident, operator.by(), operator.reason(), afterwards);
            return " will be cancelled.";
        }
    }

    @Command(
            name = "retry",
            description = {
                "Retry an incident from its first rung, or from another one: the decider cancels it and opens a new"
                        + " one at once, without waiting for the cooldown. All other guards apply; counts of rate limits"
                        + " and attempts stay."
            },
            footer = {
                "",
                "Examples:",
                "  farrier incidents retry 7f3a --reason 'the disk has been replaced'",
                "  farrier incidents retry 7f3a --from reboot --reason 'hangs for good'"
            })
    static final class IncidentsRetryCommand extends IncidentOrder {
        @Option(
                names = "--from",
                paramLabel = "RUNG",
                description = "Begin with this rung. Default: the policy's first.")
        private @Nullable String from;

        IncidentsRetryCommand() {
            super("retried", true);
        }

        @Override
        String give(DeploymentClient deployment, Incident incident, OperatorOptions operator) {
            String rung = from == null ? "" : from;
            if (from != null) {
                DeploymentOptions.checkFilled(rung, "--from");
            }
            if (incident.work().active() != null) {
                throw new CommandException(
                        ExitCode.NOT_FINE,
                        "a command of incident " + incident.id()
                                + " is on its way: wait for its end, or write farrier incidents cancel");
            }
            checkRung(deployment, incident, rung);
            deployment
                    .operators()
                    .cancel(
                            incident,
                            new OperatorInput.CancelIncident(
                                    incident.id(), operator.by(), operator.reason(), Afterwards.RETRY, rung));
            return " will be cancelled, and begun anew as another one"
                    + (rung.isEmpty() ? ";" : " from rung " + rung + ";") + " see farrier incidents list --policy "
                    + incident.policy();
        }

        private void checkRung(DeploymentClient deployment, Incident incident, String rung) {
            if (rung.isEmpty() || !deployment.feed().awaitFirst(POLICIES_WITHIN)) {
                return; // what can't be checked here the decider checks
            }
            Policy policy = deployment
                    .feed()
                    .current()
                    .map(bundle -> bundle.policies().get(incident.policy()))
                    .orElse(null);
            List<String> rungs = policy == null
                    ? List.of()
                    : policy.remediate().stream().map(Rung::name).toList();
            if (!rungs.contains(rung)) {
                throw new CommandException(
                        ExitCode.NOT_FINE,
                        "policy " + incident.policy() + " has no rung " + rung + Nearest.hint(rung, rungs));
            }
        }
    }

    @Command(
            name = "pause",
            description = {
                "Start nothing more for an incident, until it is resumed or over. What runs is not ended: see "
                        + "farrier incidents cancel. People are still called."
            },
            footer = {"", "Examples:", "  farrier incidents pause 7f3a --reason 'I am looking at it'"})
    static final class IncidentsPauseCommand extends IncidentOrder {
        IncidentsPauseCommand() {
            super("paused", true);
        }

        @Override
        String give(DeploymentClient deployment, Incident incident, OperatorOptions operator) {
            deployment.operators().halt(pause(incident), false, operator.by(), operator.reason());
            return " is paused: nothing more is started for it.";
        }
    }

    @Command(
            name = "resume",
            description = {"End the pause of an incident. The decider decides again on what waited for it."},
            footer = {"", "Examples:", "  farrier incidents resume 7f3a --reason 'go on'"})
    static final class IncidentsResumeCommand extends IncidentOrder {
        IncidentsResumeCommand() {
            super("paused", false);
        }

        @Override
        String give(DeploymentClient deployment, Incident incident, OperatorOptions operator) {
            HaltScope scope = pause(incident);
            if (deployment.history().halts().stream()
                    .noneMatch(halt -> halt.scope().equals(scope))) {
                throw new CommandException(
                        ExitCode.NOT_FINE, "incident " + incident.id() + " is not paused, as far as the topics say");
            }
            deployment.operators().resume(scope, operator.by(), operator.reason());
            return " goes on.";
        }
    }

    /** What a person orders about one open incident. */
    abstract static class IncidentOrder implements Callable<Integer> {
        private final String name;
        private final boolean value;

        @Parameters(paramLabel = "ID", description = ID)
        private String id = "";

        @Mixin
        private OperatorOptions operator = new OperatorOptions();

        @Mixin
        private DeploymentOptions options = new DeploymentOptions();

        /** @param name of the field that says in JSON what was ordered */
        IncidentOrder(String name, boolean value) {
            this.name = name;
            this.value = value;
        }

        /** @return what is printed behind the incident's id */
        abstract String give(DeploymentClient deployment, Incident incident, OperatorOptions operator);

        @Override
        public final Integer call() {
            try (DeploymentClient deployment = options.open()) {
                Incident incident = IncidentsCommand.open(deployment, id);
                options.print(
                        "Incident " + incident.id() + give(deployment, incident, operator),
                        new JsonObject().put("incident", incident.id()).put(name, value));
            }
            return ExitCode.FINE;
        }
    }

    private static HaltScope pause(Incident incident) {
        return new HaltScope(ScopeKind.INCIDENT, incident.id());
    }

    private static Incident open(DeploymentClient deployment, String id) {
        Incident incident = find(deployment, id);
        if (incident.state().isOver()) {
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    "incident " + incident.id() + " is over already: " + Texts.code(incident.state()));
        }
        return incident;
    }

    private static Incident find(DeploymentClient deployment, String id) {
        List<Incident> found = deployment.history().incidents().stream()
                .filter(incident ->
                        incident.id().startsWith(id) || number(incident).startsWith(id))
                .toList();
        List<Incident> exact =
                found.stream().filter(incident -> incident.id().equals(id)).toList();
        List<Incident> meant = exact.isEmpty() ? found : exact;
        if (meant.isEmpty()) {
            throw new CommandException(
                    ExitCode.NOT_FINE, "there is no incident " + id + "; see farrier incidents list --all");
        }
        if (meant.size() > 1) {
            throw new CommandException(
                    ExitCode.NOT_FINE,
                    meant.size() + " incidents begin with " + id + ", write more of it: "
                            + String.join(
                                    ", ",
                                    meant.stream().limit(5).map(Incident::id).toList()));
        }
        return meant.getFirst();
    }

    /** The part of its id after the name of its policy. */
    private static String number(Incident incident) {
        return incident.id().substring(incident.id().lastIndexOf('-') + 1);
    }
}
