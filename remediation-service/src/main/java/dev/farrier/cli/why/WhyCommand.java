package dev.farrier.cli.why;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.cli.policy.CheckedPolicies;
import dev.farrier.cli.replay.TimeConverter;
import dev.farrier.view.JsonObject;
import dev.farrier.why.WhyAnswer;
import dev.farrier.why.WhyText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farrier why}. */
@Command(
        name = "why",
        description = {
            "Show why a policy acted, or did not act, on a target.",
            "",
            "It shows which events arrived, which matchers held, how far the detector got, and what the guards "
                    + "decided. It reads the topics of a running deployment, as far back as the windows of the "
                    + "policy and at least an hour; or, with --input, recorded input."
        },
        exitCodeList = {"0:answered", "1:the policies have errors", "2:wrong arguments", "3:Kafka can't be reached"},
        footer = {
            "",
            "Examples:",
            "  farrier why media-bridge-stuck --target mb-01",
            "  farrier why media-bridge-stuck --target mb-01 --at 2026-01-31T08:00:00Z",
            "  farrier why media-bridge-stuck --target mb-01 --policies policies/ \\",
            "      --source edge-syslog --input syslog"
        })
public final class WhyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "POLICY", description = "Name of the policy.")
    private String policy = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "NAME",
            description = "The resource that the policy could have acted on.")
    private String target = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "The time to explain. Default: now, or the time of the last recorded event.")
    private @Nullable Instant at;

    @Option(
            names = "--policies",
            paramLabel = "PATH",
            description = "With --input: the policy directory, or one document.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--source", paramLabel = "NAME", description = "With --input: the Source of the input.")
    private String source = "";

    @Option(names = "--input", paramLabel = "FILE|-", description = "Recorded input, one record a line.")
    private @Nullable String input;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        WhyAnswer answer = input == null ? live() : recorded(input);
        PrintWriter out = options.out();
        if (options.json()) {
            out.println(JsonObject.line(WhyText.fields(answer)));
        } else {
            WhyText.lines(answer).forEach(out::println);
        }
        out.flush();
        return ExitCode.FINE;
    }

    private WhyAnswer live() throws InterruptedException {
        if (!paths.isEmpty() || !source.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "--policies and --source are for recorded input: add --input FILE");
        }
        try (DeploymentClient deployment = options.open()) {
            return new LiveWhy(deployment.policies(), deployment.config(), deployment.topics())
                    .answer(policy, target, at == null ? System.currentTimeMillis() : at.toEpochMilli());
        }
    }

    private WhyAnswer recorded(String file) throws IOException {
        if (paths.isEmpty() || source.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "--input needs --policies PATH and --source NAME");
        }
        return RecordedWhy.answer(
                CheckedPolicies.read(paths, "why", options.commandLine()), source, file, policy, target, at);
    }
}
