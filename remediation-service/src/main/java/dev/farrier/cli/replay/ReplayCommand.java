package dev.farrier.cli.replay;

import dev.farrier.cli.OutputOption;
import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.ingest.input.Limits;
import dev.farrier.replay.AssumedOutcomes;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.Lines;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.report.ReplaySummary;
import dev.farrier.replay.report.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farrier replay}: what policies would have done with recorded input. */
@Command(
        name = "replay",
        description = {
            "Show what policies would have done with recorded input. Nothing is run.",
            "",
            "The events' own time is the clock. Steps take no time and end as --outcomes says, confirm always confirms, the"
                    + " source is alive throughout, shadow counts as enforce. Policies that need other sources are"
                    + " skipped with a warning.",
            "",
            "A report by policy and a summary follow on standard error: detections, commands and their targets, why it did"
                    + " not act, and the ten hours with the most detections (UTC)."
        },
        exitCodeList = {"0:replayed", "1:errors in the policies", "2:wrong arguments"},
        footer = {
            "",
            "Examples:",
            "  farrier replay policies/ --source edge-syslog --input /var/log/syslog",
            "  farrier replay policies/ --source edge-syslog --input old.log \\",
            "      --sort --now 2006-01-01",
            "  zcat syslog.*.gz | farrier replay policies/ --source edge-syslog \\",
            "      --input - -o json",
            "  farrier replay policies/ --source edge-syslog --input old.log \\",
            "      --summary > report.txt",
            "",
            "Times without a year are taken for the nearest at most a day after the file's modification time, or --now."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--outcomes",
            paramLabel = "success|failure",
            description = "How steps and probes end. Default: ${DEFAULT-VALUE}.")
    private Outcomes outcomes = Outcomes.success;

    @Option(
            names = "--summary",
            description =
                    "Print the report by policy on standard output, after the lines; in JSON as one last object of"
                            + " type summary. Else it is on standard error.")
    private boolean summary;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private @Nullable CommandSpec spec;

    /** Named as they are written. */
    enum Outcomes {
        success,
        failure,
        recorded
    }

    @Override
    public Integer call() throws IOException {
        if (outcomes == Outcomes.recorded) {
            throw new ParameterException(
                    command().commandLine(), "--outcomes recorded is not supported yet; write success or failure");
        }
        ReplayPolicies policies =
                ReplayPolicies.read(paths, input.source(), command().commandLine(), this::err);
        if (policies == null) {
            return 1;
        }
        replay(policies);
        return 0;
    }

    private void replay(ReplayPolicies policies) throws IOException {
        ReplaySummary totals = new ReplaySummary();
        Report report = new Report(policies.plan());
        PrintWriter out =
                new PrintWriter(new BufferedWriter(command().commandLine().getOut(), 1 << 16));
        long begin = System.nanoTime();
        Backtest backtest;
        try (InputStream in = input.open()) {
            backtest = new Backtest(policies.plan(), policies.ingest(), settings(), line -> {
                totals.add(line);
                report.add(line);
                out.print(output.json() ? line.json() : line.text());
                out.print('\n');
            });
            Lines.forEach(in, Limits.BODY_BYTES + 1, backtest::line);
        }
        backtest.finish();
        if (summary) {
            out.print(output.json() ? report.json() + "\n" : report.text());
        }
        out.flush();
        if (!summary) {
            err(report.text());
        }
        err(totals.text(backtest.counts(), backtest.replay(), System.nanoTime() - begin)
                .stripTrailing());
        backtest.assumed().ifPresent(this::err);
        warnOfNothing(backtest.counts());
        if (backtest.late() > 0) {
            err("hint: " + backtest.late()
                    + " events came later than the source's lateness; --sort puts them in order");
        }
    }

    private Backtest.Settings settings() throws IOException {
        return new Backtest.Settings(
                input.from(),
                input.to(),
                input.now(),
                input.sort(),
                outcomes == Outcomes.failure ? AssumedOutcomes.FAILURE : AssumedOutcomes.SUCCESS,
                Hyperscan.find().engine());
    }

    private void warnOfNothing(RecordedInput.Counts counts) {
        if (counts.events() > 0) {
            return;
        }
        if (counts.lines() == counts.blank()) {
            err("warning: nothing was replayed: the input is empty");
        } else if (counts.dropped() + counts.outside() == 0) {
            err("warning: nothing was replayed: nothing could be read as source '" + input.source()
                    + "' says; is it the right source?");
        } else {
            err(
                    "warning: nothing was replayed: the events were dropped by relabelings, or lie outside --from and --to");
        }
    }

    private void err(String line) {
        PrintWriter err = command().commandLine().getErr();
        err.println(line.stripTrailing());
        err.flush();
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
