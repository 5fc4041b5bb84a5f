package dev.farrier.benchmarks.decide;

import dev.farrier.benchmarks.Arguments;
import dev.farrier.benchmarks.Harness;
import dev.farrier.benchmarks.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code week}: a simulated fleet over simulated days, with rungs that help always, mostly, or every second time. */
public final class WeekHarness implements Harness {
    private static final List<Long> SUCCESS = List.of(100L, 90L, 50L);
    private static final int PERCENT = 100;

    @Override
    public String name() {
        return "week";
    }

    @Override
    public String usage() {
        return "[--hosts N] [--days N] [--success PERCENT,PERCENT…] [--seed N]";
    }

    @Override
    public String about() {
        return "a simulated fleet over a week: harmful actions, limits, pages and time to heal";
    }

    @Override
    public String run(Arguments arguments) {
        int hosts = (int) arguments.number("--hosts", 10_000);
        int days = (int) arguments.number("--days", 7);
        List<Long> success = arguments.numbers("--success", SUCCESS);
        long seed = arguments.number("--seed", 1);
        arguments.end();
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "a rung helps",
                "faults",
                "ended alone",
                "healed",
                "by rung 1/2/3",
                "by a person",
                "commands",
                "harmful",
                "too late to know",
                "over a limit",
                "not ended",
                "pages",
                "a fault",
                "p50 s",
                "p95 s",
                "wall s"));
        for (long percent : success) {
            System.err.println("week: " + hosts + " hosts, " + days + " days, a rung helps in " + percent + " %");
            long start = System.nanoTime();
            WeekOfFaults week = new WeekOfFaults(hosts, percent / (double) PERCENT, seed);
            week.run(days);
            table.add(row(percent, week.tally(), (System.nanoTime() - start) / 1_000_000_000));
        }
        return MarkdownTable.of(table)
                + "\nHarmful: a step that starts on a host although the end of its fault was in the decider's log when the step was\n"
                + "sent. Too late to know: the fault ended between. Times are from the fault to its end, of faults that a rung healed.\n";
    }

    private static List<String> row(long percent, WeekOfFaults.Tally tally, long wall) {
        return List.of(
                percent + " %",
                number(tally.faults),
                number(tally.endedAlone),
                number(tally.healedBy[0] + tally.healedBy[1] + tally.healedBy[2]),
                tally.healedBy[0] + "/" + tally.healedBy[1] + "/" + tally.healedBy[2],
                number(tally.byPerson),
                number(tally.steps),
                number(tally.harmful),
                number(tally.tooLate),
                number(tally.overLimit),
                number(tally.notEnded),
                number(tally.pages),
                String.format(Locale.ROOT, "%.3f", tally.pages / (double) Math.max(1, tally.faults)),
                number(tally.percentile(50)),
                number(tally.percentile(95)),
                number(wall));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
