package dev.farrier.cli.replay;

import dev.farrier.app.Wiring;
import dev.farrier.app.config.Settings;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.ConnectionOptions;
import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.policy.text.Phrases;
import dev.farrier.replay.Backtest;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.live.LiveComparison;
import dev.farrier.replay.live.RecordedOutcomes;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.replay.live.RecordedRun.RunRecorder;
import dev.farrier.replay.report.ReplayComparison;
import dev.farrier.replay.report.ReplayPage;
import dev.farrier.replay.report.ReplayReport;
import dev.farrier.replay.report.ReplaySummary;
import dev.farrier.simulation.AssumedOutcomes;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.stream.client.HistoryReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code farrier replay}: what policies would have done with recorded input. */
@Command(
        name = "replay",
        description = {
            "Show what policies would have done with recorded input. No action is run.",
            "",
            "Event time is the clock. Steps take no time and end as --outcomes says; confirm always confirms unless "
                    + "outcomes are recorded. The source is alive all the time, and shadow counts as enforce. "
                    + "Policies that need other sources are skipped with a warning.",
            "",
            "A report by policy and a summary follow on standard error: detections, commands and their targets, why "
                    + "the policy did not act, and the ten hours with the most detections (UTC)."
        },
        exitCodeList = {
            "0:replayed; with --compare or --compare-live: no difference",
            "1:errors in the policies; with --compare or --compare-live: also a difference",
            "2:wrong arguments",
            "3:a topic can't be read"
        },
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
            "  farrier replay policies/ --source edge-syslog --input old.log \\",
            "      --compare policies-in-force/",
            "  farrier replay policies/ --source edge-syslog --input old.log \\",
            "      --html report.html > /dev/null",
            "  farrier replay policies/ --source edge-syslog -b kafka:9092 \\",
            "      --from 2026-01-24 --to 2026-01-31",
            "  farrier replay policies/ --source edge-syslog -b kafka:9092 \\",
            "      --from 2026-01-24 --to 2026-01-31 --compare-live --outcomes recorded",
            "",
            "A time without a year gets the latest year in which it is at most a day after the file's modification "
                    + "time, or --now;",
            "on a topic, after the time of its record."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--outcomes",
            paramLabel = "success|failure|recorded",
            description =
                    "How steps and probes end. recorded: as they ended live, read from a deployment's topics, and with "
                            + "success where the topics have no outcome. Default: ${DEFAULT-VALUE}.")
    private OutcomeMode outcomes = OutcomeMode.success;

    @Option(
            names = "--compare",
            paramLabel = "OLD_DIR",
            description =
                    "Also replay the policies of OLD_DIR, and print only the differences: - for lines only of OLD_DIR, "
                            + "+ for lines only of PATH. Exits with 1 when there are any.")
    private @Nullable Path compare;

    @Option(
            names = "--compare-live",
            description = {
                "Print only the detections and commands that either the live run or the replay lacks, and the first "
                        + "difference of their histories. The live run is read from the topics of the deployment that "
                        + "-b, -c or --set name, also when --input is a file. Exits with 1 when anything differs."
            })
    private boolean compareLive;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    /** What a deployment has recorded, once it was read. */
    private @Nullable RecordedRun live;

    private enum OutcomeMode {
        success,
        failure,
        recorded
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        report.check();
        input.check();
        if (compareLive && compare != null) {
            throw new ParameterException(
                    report.commandLine(), "--compare and --compare-live can't be given together: leave out one");
        }
        ReplayPolicies policies = policies(paths);
        ReplayPolicies old = policies == null || compare == null ? policies : policies(List.of(compare));
        if (policies == null || old == null) {
            return ExitCode.NOT_FINE;
        }
        ReplayInput from = input.open(
                policies.ingest().source(), connection, report.commandLine().getErr());
        if (compare != null) {
            return compare(old, policies, from) ? ExitCode.FINE : ExitCode.NOT_FINE;
        }
        if (compareLive) {
            return compareLive(policies, from) ? ExitCode.FINE : ExitCode.NOT_FINE;
        }
        replay(policies, from);
        return ExitCode.FINE;
    }

    private @Nullable ReplayPolicies policies(List<Path> from) {
        return ReplayPolicies.read(from, input.source(), report.commandLine(), report::err);
    }

    private void replay(ReplayPolicies policies, ReplayInput from) throws IOException, InterruptedException {
        ReplaySummary totals = new ReplaySummary();
        ReplayReport counted = new ReplayReport(policies.plan());
        PrintWriter out =
                new PrintWriter(new BufferedWriter(report.commandLine().getOut(), 1 << 16));
        long begin = System.nanoTime();
        Backtest backtest = backtest(policies, from, line -> {
            totals.add(line);
            counted.add(line);
            out.print(report.json() ? line.json() : line.text());
            out.print('\n');
        });
        from.feed(List.of(backtest));
        counted.matchFailures(backtest.replay().missed());
        report.report(out, counted.json(), counted.text());
        report.err(totals.text(backtest.counts(), backtest.replay(), System.nanoTime() - begin));
        List<String> remarks = Remarks.on(backtest, input.source(), from);
        remarks.forEach(report::err);
        report.page(() -> ReplayPage.of(title(), counted, about(backtest, remarks)));
    }

    /** Whether both do the same. */
    private boolean compare(ReplayPolicies before, ReplayPolicies after, ReplayInput from)
            throws IOException, InterruptedException {
        ReplayComparison comparison = new ReplayComparison(before.plan(), after.plan());
        Backtest now = backtest(after, from, comparison::after);
        from.feed(List.of(backtest(before, from, comparison::before), now));
        PrintWriter out = report.commandLine().getOut();
        comparison
                .differences()
                .forEach(difference -> out.print((report.json() ? difference.json() : difference.text()) + "\n"));
        report.report(out, comparison.json(), comparison.text());
        List<String> remarks = Remarks.on(now, input.source(), from);
        remarks.forEach(report::err);
        report.page(() -> ReplayPage.of(title(), comparison, about(now, remarks)));
        return comparison.same();
    }

    /** Whether the live run did the same. */
    private boolean compareLive(ReplayPolicies policies, ReplayInput from) throws IOException, InterruptedException {
        ReplayReport counted = new ReplayReport(policies.plan());
        Backtest backtest = backtest(policies, from, counted::add);
        RunRecorder recorder = new RunRecorder();
        backtest.replay().listener(recorder);
        from.feed(List.of(backtest));
        LiveComparison live =
                new LiveComparison(policies.plan().bundle(), recorder.run(), live(), backtest.first(), backtest.last());
        PrintWriter out = report.commandLine().getOut();
        live.differences()
                .forEach(difference -> out.print((report.json() ? difference.json() : difference.text()) + "\n"));
        report.report(out, live.json(), live.text());
        List<String> remarks = Remarks.on(backtest, input.source(), from);
        remarks.forEach(report::err);
        report.page(() -> ReplayPage.of(title(), live, counted, about(backtest, remarks)));
        return live.same();
    }

    private Backtest backtest(ReplayPolicies policies, ReplayInput from, Consumer<TranscriptLine> out) {
        Backtest.BacktestOptions settings = new Backtest.BacktestOptions(
                input.from(),
                input.to(),
                from.now(),
                input.sort(),
                outcomes(),
                Hyperscan.choose().engine());
        return new Backtest(policies.plan(), policies.ingest(), settings, out);
    }

    /** Recorded ones are used up by one replay. */
    private CommandOutcomes outcomes() {
        return switch (outcomes) {
            case success -> AssumedOutcomes.SUCCESS;
            case failure -> AssumedOutcomes.FAILURE;
            case recorded -> new RecordedOutcomes(live());
        };
    }

    private RecordedRun live() {
        RecordedRun known = live;
        if (known == null) {
            Settings settings = connection.reachable(report.commandLine().getCommandSpec());
            known = new HistoryReader(Wiring.clientConfig(settings), Wiring.topics(settings))
                    .run(input.from(), input.to());
            live = known;
        }
        return known;
    }

    private String title() {
        return "Replay of " + input.source()
                + (compare == null ? "" : ": " + names(List.of(compare)) + " → " + names(paths))
                + (compareLive ? ", and what happened live" : "");
    }

    private static String names(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** Without how long it took: the same replay gives the same page. */
    private String about(Backtest backtest, List<String> remarks) {
        RecordedInput.Counts counts = backtest.counts();
        return "input: " + input + "\npolicies: " + names(paths) + "\n" + Phrases.count(counts.lines(), "line")
                + " read, "
                + counts.unreadable() + " unreadable, " + Phrases.count(counts.events(), "event") + "\n"
                + String.join("\n", remarks);
    }
}
