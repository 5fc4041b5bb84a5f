package dev.farrier.faults;

import dev.farrier.faults.judge.Check;
import dev.farrier.view.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** Lines for a person, or one JSON object a line. */
public final class ReportPrinter {
    private static final int EXAMPLES = 20;

    private final PrintStream out;
    private final boolean json;
    private final long began = System.nanoTime();

    public ReportPrinter(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /**
     * Prints an event, with the time since the start.
     *
     * @param type as {@code fault}
     * @param fields for JSON; nothing more than the text says
     */
    public synchronized void printEvent(String type, String text, Map<String, Object> fields) {
        double seconds = (System.nanoTime() - began) / 1e9;
        if (json) {
            JsonObject line = new JsonObject().put("type", type).put("seconds", Math.round(seconds * 10) / 10.0);
            fields.forEach(line::put);
            out.println(line.line());
        } else {
            out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds, text);
        }
    }

    public void printProgress(String text) {
        printEvent("progress", text, Map.of("text", text));
    }

    /** @return whether everything holds */
    public synchronized boolean printResult(SequencedMap<String, Object> numbers, List<Check> checks) {
        boolean holds = checks.stream().allMatch(Check::holds);
        if (json) {
            JsonObject line =
                    new JsonObject().put("type", "result").put("ok", holds).put("numbers", numbers);
            line.put("checks", checks.stream().map(ReportPrinter::fields).toList());
            out.println(line.line());
            return holds;
        }
        out.println();
        numbers.forEach((name, value) -> row(name, value, ""));
        out.println();
        for (Check check : checks) {
            row(check.what(), check.violations().size(), check.holds() ? "" : "  <- must be 0");
        }
        for (Check check : checks) {
            if (!check.holds()) {
                out.println();
                out.println(check.what() + ":");
                check.violations().stream().limit(EXAMPLES).forEach(line -> out.println("  " + line));
                if (check.violations().size() > EXAMPLES) {
                    out.println("  and " + (check.violations().size() - EXAMPLES) + " more");
                }
            }
        }
        out.println();
        out.println(holds ? "all of it holds" : "NOT all of it holds");
        return holds;
    }

    private static Map<String, Object> fields(Check check) {
        return Map.of("what", check.what(), "violations", check.violations());
    }

    private void row(String name, Object value, String mark) {
        String text = value instanceof Double number ? String.format(Locale.ROOT, "%.1f", number) : value.toString();
        out.printf(Locale.ROOT, "  %-50s %10s%s%n", name, text, mark);
    }
}
