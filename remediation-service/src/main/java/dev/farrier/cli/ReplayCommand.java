package dev.farrier.cli;

import dev.farrier.hyperscan.Hyperscan;
import dev.farrier.ingest.Ingest;
import dev.farrier.model.Event;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Problem;
import dev.farrier.policy.Source;
import dev.farrier.policy.Source.TimeField;
import dev.farrier.policy.yaml.Compiled;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.replay.AssumedOutcomes;
import dev.farrier.replay.AssumedTimes;
import dev.farrier.replay.InOrder;
import dev.farrier.replay.RecordedInput;
import dev.farrier.replay.Replay;
import dev.farrier.replay.ReplayLine;
import dev.farrier.replay.ReplayPlan;
import dev.farrier.replay.ReplaySummary;
import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code farrier replay}: what policies would have done with recorded input. */
@Command(
        name = "replay",
        description = {
            "Show what policies would have done with recorded input. Nothing is run.",
            "",
            "The events' own time is the clock. Steps take no time and end as --outcomes says, confirm always confirms, the"
                    + " source is alive throughout, shadow counts as enforce. Policies that need other sources are"
                    + " skipped with a warning. A summary follows on standard error."
        },
        exitCodeList = {"0:replayed", "1:errors in the policies", "2:wrong arguments"},
        footer = {
            "",
            "Examples:",
            "  farrier replay policies/ --source edge-syslog --input /var/log/syslog",
            "  farrier replay policies/ --source edge-syslog --input old.log --sort --now 2006-01-01",
            "  zcat syslog.*.gz | farrier replay policies/ --source edge-syslog --input - -o json",
            "",
            "Times without a year are taken for the nearest at most a day after the file's modification time, or --now."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Policy directory, or one document.")
    private List<Path> paths = List.of();

    @Option(names = "--source", required = true, paramLabel = "NAME", description = "The Source that the input is of.")
    private String source = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE|-",
            description = "Recorded input, one record a line; - reads standard input.")
    private String input = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Only events at this time or later, e.g. 2026-01-31, 2026-01-31T08:00, 2026-01-31T08:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Only events before this time.")
    private @Nullable Instant to;

    @Option(
            names = "--sort",
            description =
                    "Put all records in the order of their times first; keeps them all in memory. Else they are put in order"
                            + " within the source's lateness.")
    private boolean sort;

    @Option(
            names = "--now",
            paramLabel = "TIME",
            converter = Time.class,
            description = "What times without a year are judged by. Default: the file's modification time.")
    private @Nullable Instant now;

    @Option(
            names = "--outcomes",
            paramLabel = "success|failure",
            description = "How steps and probes end. Default: ${DEFAULT-VALUE}.")
    private Outcomes outcomes = Outcomes.success;

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

    /** A point in time, in UTC when it names no zone. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                if (!text.contains("T")) {
                    return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
                }
                boolean local = text.substring(text.indexOf('T')).matches("T[0-9:.]*");
                return local
                        ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no time; write 2026-01-31, 2026-01-31T08:00 or 2026-01-31T08:00:00Z");
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        if (outcomes == Outcomes.recorded) {
            throw wrong("--outcomes recorded is not supported yet; write success or failure");
        }
        Bundle bundle = policies();
        if (bundle == null) {
            return 1;
        }
        Source known = bundle.sources().get(source);
        if (known == null) {
            throw wrong("there is no Source '" + source + "'; "
                    + (bundle.sources().isEmpty()
                            ? "there is none at all"
                            : "there is " + String.join(", ", bundle.sources().keySet())));
        }
        ReplayPlan plan = ReplayPlan.of(bundle, source);
        if (!plan.skipped().isEmpty()) {
            err("warning: skipped, because they need other sources: " + String.join(", ", plan.skipped()));
        }
        if (plan.bundle().policies().isEmpty()) {
            err("warning: no policy is left to replay");
        }
        return replay(plan, Ingest.of(known), known.lateness());
    }

    private int replay(ReplayPlan plan, Ingest ingest, Duration lateness) throws IOException {
        ReplaySummary summary = new ReplaySummary();
        PrintWriter out =
                new PrintWriter(new BufferedWriter(command().commandLine().getOut(), 1 << 16));
        Consumer<ReplayLine> print = line -> {
            summary.add(line);
            out.print(output.json() ? line.json() : line.text());
            out.print('\n');
        };
        Replay replay = new Replay(
                plan,
                outcomes == Outcomes.failure ? AssumedOutcomes.FAILURE : AssumedOutcomes.SUCCESS,
                print,
                Hyperscan.find().engine());
        long begin = System.nanoTime();
        RecordedInput recorded;
        InOrder order = new InOrder(lateness.toMillis(), replay::accept);
        long judgedBy;
        try (InputStream in = open()) {
            judgedBy = now == null ? modified() : now.toEpochMilli();
            recorded = new RecordedInput(
                    ingest,
                    judgedBy,
                    from == null ? Long.MIN_VALUE : from.toEpochMilli(),
                    to == null ? Long.MAX_VALUE : to.toEpochMilli());
            if (sort) {
                List<Event> events = new ArrayList<>();
                recorded.read(in, events::add);
                events.sort(Comparator.comparingLong(Event::time));
                events.forEach(replay::accept);
            } else {
                recorded.read(in, order);
                order.finish();
            }
        }
        replay.finish();
        out.flush();
        err(summary.text(recorded.counts(), replay, System.nanoTime() - begin).stripTrailing());
        TimeField time = ingest.source().time();
        if (time != null) {
            AssumedTimes.of(time, judgedBy).ifPresent(this::err);
        }
        warnOfNothing(recorded.counts());
        if (order.late() > 0) {
            err("hint: " + order.late() + " events came later than the source's lateness; --sort puts them in order");
        }
        return 0;
    }

    private void warnOfNothing(RecordedInput.Counts counts) {
        if (counts.events() > 0) {
            return;
        }
        if (counts.lines() == counts.blank()) {
            err("warning: nothing was replayed: the input is empty");
        } else if (counts.dropped() + counts.outside() == 0) {
            err("warning: nothing was replayed: nothing could be read as source '" + source
                    + "' says; is it the right source?");
        } else {
            err(
                    "warning: nothing was replayed: the events were dropped by relabelings, or lie outside --from and --to");
        }
    }

    /** Null when there are errors, which have been told. */
    private @Nullable Bundle policies() {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw wrong(path + " does not exist");
            }
        }
        PolicyPaths files = PolicyPaths.read(paths);
        Compiled compiled = PolicyCompiler.compile(files.files(), "replay");
        TreeSet<Problem> problems = new TreeSet<>(files.problems());
        problems.addAll(compiled.problems());
        problems.forEach(problem -> err(problem.toString()));
        boolean broken = problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        return broken ? null : compiled.bundle();
    }

    private InputStream open() throws IOException {
        if (input.equals("-")) {
            return new BufferedInputStream(System.in);
        }
        Path file = Path.of(input);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw wrong("--input " + input
                    + (Files.isDirectory(file)
                            ? " is a directory"
                            : Files.exists(file) ? " can't be read" : " does not exist"));
        }
        return Files.newInputStream(file);
    }

    private long modified() throws IOException {
        return input.equals("-")
                ? System.currentTimeMillis()
                : Files.getLastModifiedTime(Path.of(input)).toMillis();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command().commandLine(), message);
    }

    private void err(String line) {
        PrintWriter err = command().commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private CommandSpec command() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
