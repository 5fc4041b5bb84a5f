package dev.farrier.cli.deployment;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.DurationConverter;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.effect.Report;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.time.Durations;
import dev.farrier.view.EffectJson;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farrier report}. */
@Command(
        name = "report",
        description = {
            "Show what was healed, the time that saved, what people were called for, and what recurred.",
            "",
            "Counted are incidents that were opened in this time, a relapse as one of its own; not those in shadow. What people"
                    + " are called for often is the next candidate for automation; what recurs has a cause that no remedy"
                    + " of a policy removes."
        },
        exitCodeList = {"0:answered", "2:wrong arguments", "3:Kafka can't be reached"},
        footer = {
            "",
            "Examples:",
            "  farrier report --week",
            "  farrier report --since 30d --minutes-per-page 45",
            "  farrier report -o json | jq '.called[]'"
        })
public final class ReportCommand implements Callable<Integer> {
    private static final Duration WEEK = Duration.ofDays(7);

    /** More recurring targets than that are counted and not shown. */
    private static final int SHOWN = 20;

    @Option(names = "--week", description = "The last 7 days; also without it.")
    private boolean week;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How far to look back instead, e.g. 30d; the audit is kept for 400 days.")
    private @Nullable Duration since;

    @Option(
            names = "--minutes-per-page",
            paramLabel = "MINUTES",
            defaultValue = "30",
            description =
                    "How long a person would need for one incident. Default: ${DEFAULT-VALUE}, which is an assumption:"
                            + " nothing measures it.")
    private int minutes;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        Duration other = since;
        if (week && other != null) {
            throw new CommandException(ExitCode.USAGE, "--week and --since can't be given together: leave out one");
        }
        if (minutes < 0) {
            throw new CommandException(ExitCode.USAGE, "--minutes-per-page: " + minutes + " is negative");
        }
        Duration window = other == null ? WEEK : other;
        long from = System.currentTimeMillis() - window.toMillis();
        Report report;
        try (DeploymentClient deployment = options.open()) {
            report = Report.of(deployment.history().episodes(from), from);
        }
        PrintWriter out = options.out();
        if (options.json()) {
            out.println(JsonObject.line(EffectJson.report(report, window, minutes)));
        } else {
            print(out, report, window);
        }
        out.flush();
        return ExitCode.FINE;
    }

    private void print(PrintWriter out, Report report, Duration window) {
        int healed = report.healed().stream().mapToInt(Report.Healed::incidents).sum();
        int called = report.called().stream().mapToInt(Report.Called::incidents).sum();
        out.println("In the last " + Durations.format(window) + " Farrier healed " + Phrases.count(healed, "incident")
                + ", and called a person for " + called + ".");
        if (healed > 0) {
            Duration saved = Duration.ofMinutes((long) report.lasting() * minutes);
            out.println("Time saved: " + Phrases.count(report.lasting(), "heal") + " that lasted a day x " + minutes
                    + " minutes a person would have needed (assumed: --minutes-per-page) = " + Durations.format(saved)
                    + ".");
            Table table = new Table("POLICY", "HEALED", "BACK WITHIN A DAY");
            report.healed().forEach(row -> table.row(row.policy(), "" + row.incidents(), "" + row.relapsed()));
            out.print("\nHealed\n" + table);
        }
        if (called > 0) {
            Table table = new Table("POLICY", "REASON", "INCIDENTS", "TARGETS");
            report.called()
                    .forEach(row ->
                            table.row(row.policy(), row.reason().code(), "" + row.incidents(), "" + row.targets()));
            out.print("\nPeople were called; the next candidates for automation come first\n" + table);
        }
        if (!report.recurred().isEmpty()) {
            Table table = new Table("POLICY", "TARGET", "INCIDENTS", "HEALED");
            report.recurred().stream()
                    .limit(SHOWN)
                    .forEach(row -> table.row(row.policy(), row.target(), "" + row.incidents(), "" + row.healed()));
            int more = report.recurred().size() - SHOWN;
            out.print("\nRecurred on the same target\n" + table + (more > 0 ? "and " + more + " more targets\n" : ""));
        }
    }
}
