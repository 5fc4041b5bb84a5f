package dev.farrier.cli.doctor;

import dev.farrier.app.config.Settings;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.FarrierCli;
import dev.farrier.cli.OutputOption;
import dev.farrier.cli.ProgressLine;
import dev.farrier.cli.deployment.ConnectionOptions;
import dev.farrier.cli.deployment.OperatorOptions;
import dev.farrier.cli.doctor.check.Finding;
import dev.farrier.cli.doctor.check.Finding.Level;
import dev.farrier.cli.doctor.check.Finding.Subject;
import dev.farrier.cli.doctor.check.KeyCheck.KeyFacts;
import dev.farrier.cli.doctor.check.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier doctor}. */
@Command(
        name = "doctor",
        description = {
            "Check a deployment, and say how to correct what is wrong: this machine's configuration and keys, a service, the"
                    + " Kafka cluster, topics, rights, clocks, policies, executors, and ways of calling a person.",
            "It changes nothing, unless --try-calls is given.",
            "Without --config it checks no keys, secrets and directories of this machine."
        },
        footer = {
            "",
            "Examples:",
            "  farrier doctor -c /etc/farrier/farrier.yaml",
            "  farrier doctor -b kafka:9092 --profile dev",
            "  farrier doctor --service http://core-1:8460 --service http://executor-1:8460",
            "  farrier doctor --try-calls --reason 'monthly test'",
            "  farrier doctor -o json | jq -r 'select(.level == \"error\") | .mend'"
        },
        exitCodeList = {
            "0:no errors; there may be warnings, and parts that were not checked",
            "1:errors",
            "2:wrong usage, or a configuration that can't be read",
            "3:Kafka, or a process named by --service, can't be reached; what needs it was not checked"
        })
public final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "production",
            description =
                    "production expects 3 brokers, 3 replicas of each topic and min.insync.replicas of 2; dev does "
                            + "not. Default: ${DEFAULT-VALUE}.")
    private Profile profile = Profile.PRODUCTION;

    @Option(
            names = "--service",
            paramLabel = "URL",
            description = "Also ask this process of Farrier how it is; may be repeated. Default: the process with this "
                    + "configuration, at its http.host and http.port.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = "--try-calls",
            description = "Really call a person: the decider sends the steps of escalate of the first policy to "
                    + "executors, and then those of onResolved; {incident.because} says that it is a TEST, by whom and why. "
                    + "Needs --reason.")
    private boolean tryCalls;

    @Mixin
    private OperatorOptions operator = new OperatorOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (tryCalls && operator.reason().isBlank()) {
            throw new CommandException(ExitCode.USAGE, "--try-calls needs --reason: it calls a person");
        }
        Settings settings = connection.settings(spec);
        connection.quietenLog(spec);
        DoctorReport report =
                new DoctorReport(ProgressLine.on(spec.commandLine().getErr(), "checked", "parts"));
        KeyFacts keys = local(settings, report);
        boolean reached = new ServiceClient().check(services, settings, report);
        KafkaChecks kafka = new KafkaChecks(settings, profile, report, connection.describesProcess(spec));
        reached &= kafka.run(keys);
        if (tryCalls) {
            if (kafka.reached()) {
                report.add(new TestCall(settings).run(operator.by(), operator.reason()));
            } else {
                report.add(Finding.notChecked(Subject.CALLS, "a test call: Kafka can't be reached", ""));
            }
        }
        report.print(spec.commandLine(), output.json());
        return !reached ? ExitCode.UNREACHABLE : report.has(Level.ERROR) ? ExitCode.NOT_FINE : ExitCode.FINE;
    }

    private KeyFacts local(Settings settings, DoctorReport report) {
        if (!connection.describesProcess(spec)) {
            report.add(Finding.notChecked(
                    Subject.CONFIGURATION,
                    "keys, secrets and directories: no configuration of a process on this machine was given",
                    "farrier doctor --config /etc/farrier/farrier.yaml"));
            return new KeyFacts("", "", true, new TreeSet<>());
        }
        return new LocalChecks(settings, FarrierCli.configuration(spec).environment()).run(report);
    }
}
