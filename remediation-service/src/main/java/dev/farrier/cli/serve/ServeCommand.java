package dev.farrier.cli.serve;

import dev.farrier.app.config.ConfigurationException;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.app.logging.LogFormat;
import dev.farrier.app.monitor.ProcessMetrics;
import dev.farrier.app.service.FarrierService;
import dev.farrier.app.service.InvalidPoliciesException;
import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.FarrierCli;
import dev.farrier.cli.SettingsOptions;
import dev.farrier.policy.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code farrier serve}. */
@Command(
        name = "serve",
        description = {
            "Run the service, or some roles of it, until SIGTERM or SIGINT. A second signal ends it at once.",
            "",
            "Without --role one process has all roles:",
            "  ingest    reads topics and files, and matches events with policies",
            "  core      detects, decides and sends commands",
            "  executor  runs the commands of one site",
            "  api       receives events by HTTP, shows incidents, accepts halt, resume, cancel and retry",
            "  policies  publishes the policy directory and follows its changes",
            "Every process serves health and metrics by HTTP."
        },
        footer = {
            "",
            "Examples:",
            "  farrier serve --create-topics --set kafka.bootstrap.servers=kafka:9092",
            "  farrier serve --role ingest --role core -c /etc/farrier/farrier.yaml",
            "  farrier serve --role executor --site eu-de-1",
            "",
            "All keys of the configuration: farrier reference configuration"
        },
        exitCodeList = {
            "0:ended by a signal",
            "1:errors in the policies, or topics that Farrier can't work with",
            "2:wrong usage or configuration, or the port is in use",
            "3:Kafka can't be reached, is too old or another cluster; or core and ingest have not worked for 5 minutes"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final Duration WARN_EVERY = Duration.ofSeconds(30);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Duration POLL_EVERY = Duration.ofMillis(20);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file. Default: FARRIER_CONFIG, else farrier.yaml in the working directory.")
    private @Nullable Path config;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description = "A role of this process; may be repeated. Short for --set roles=….")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--site", paramLabel = "SITE", description = "The executor's site. Short for --set site=….")
    private @Nullable String site;

    @Option(names = "--create-topics", description = "Create the topics that are missing.")
    private boolean createTopics;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text or json; json is one object a line. Default: FARRIER_LOG_FORMAT, else text")
    private @Nullable LogFormat logFormat;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        try {
            LogFormat.use(
                    logFormat == null
                            ? LogFormat.of(FarrierCli.configuration(spec).environment())
                            : logFormat);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        Settings settings = configured();
        try (ShutdownSignals shutdown = ShutdownSignals.onSignals();
                ProcessMetrics measurements = new ProcessMetrics()) {
            run(settings, measurements, shutdown);
        }
        LOG.info("stopped");
        return ExitCode.FINE;
    }

    /** A problem names the option that was written, not the key that it stands for. */
    private Settings configured() {
        try {
            return FarrierCli.configuration(spec).ofService(config, settings(), options.verbose());
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> roles.isEmpty() ? problem : problem.replaceFirst("^--set roles: ", "--role: "))
                    .map(problem -> site == null ? problem : problem.replaceFirst("^--set site: ", "--site: "))
                    .toList());
        }
    }

    private void run(Settings settings, ProcessMetrics measurements, ShutdownSignals shutdown)
            throws InterruptedException {
        FarrierService starting;
        shutdown.starting();
        try {
            starting = start(settings, measurements);
        } catch (RuntimeException e) {
            if (shutdown.requested()) {
                LOG.debug("stopped while starting", e);
                return;
            }
            throw e;
        } finally {
            shutdown.started();
        }
        try (FarrierService service = starting) {
            awaitReady(service, settings, shutdown);
            awaitSignal(service, shutdown);
            LOG.info("stopping");
        }
    }

    private FarrierService start(Settings settings, ProcessMetrics measurements) {
        try {
            return FarrierService.start(settings, measurements.registry(), createTopics);
        } catch (InvalidPoliciesException e) {
            String problems = e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
            throw new CommandException(ExitCode.NOT_FINE, e.getMessage() + ", nothing was started:\n" + problems);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, message(e), e);
        } catch (IllegalStateException e) {
            throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
        }
    }

    /** The message of some exceptions is only the path. */
    private static String message(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
            case FileAlreadyExistsException there -> there.getFile() + ": there is a file already, and no folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static void awaitReady(FarrierService service, Settings settings, ShutdownSignals shutdown)
            throws InterruptedException {
        long warnAt = System.nanoTime() + WARN_EVERY.toNanos();
        while (!shutdown.requested()) {
            String missing = service.notReady();
            if (missing.isEmpty()) {
                LOG.info("ready: {}", describe(service, settings));
                return;
            }
            if (System.nanoTime() > warnAt) {
                LOG.warn("not ready yet: {}", missing);
                warnAt += WARN_EVERY.toNanos();
            }
            failIfUnrecoverable(service);
            Thread.sleep(POLL_EVERY);
        }
    }

    /** Returns after a signal; throws when only another process could work again. */
    private static void awaitSignal(FarrierService service, ShutdownSignals shutdown) throws InterruptedException {
        while (!shutdown.await(CHECK_EVERY)) {
            failIfUnrecoverable(service);
        }
    }

    private static void failIfUnrecoverable(FarrierService service) {
        service.unrecoverable().ifPresent(why -> {
            throw new CommandException(ExitCode.UNREACHABLE, "ended: " + why);
        });
    }

    private static String describe(FarrierService service, Settings settings) {
        String roles = settings.roles().stream()
                .map(role -> role == Role.EXECUTOR ? role.text() + " of site " + settings.site() : role.text())
                .collect(Collectors.joining(", "));
        String commit = service.commit();
        return roles + "; http://" + settings.http().host() + ":" + service.port()
                + (commit.isEmpty() ? "" : "; policies of bundle " + commit.substring(0, Math.min(12, commit.length())))
                + "; Kafka at " + settings.bootstrapServers();
    }

    private List<String> settings() {
        List<String> all = options.set();
        if (!roles.isEmpty()) {
            all.add("roles=" + String.join(",", roles));
        }
        if (site != null) {
            all.add("site=" + site);
        }
        return all;
    }
}
