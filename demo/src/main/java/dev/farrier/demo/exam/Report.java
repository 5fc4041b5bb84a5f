package dev.farrier.demo.exam;

import dev.farrier.cli.JsonObject;
import dev.farrier.cli.Table;
import dev.farrier.demo.story.Durations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How all of it ended.
 *
 * @param strayPages pages that a person got about what needed none
 */
public record Report(List<Result> results, List<String> strayPages) {
    public Report {
        results = results.stream().sorted(Comparator.comparing(Result::fault)).toList();
        strayPages = List.copyOf(strayPages);
    }

    /** Everything is as it should be. */
    public boolean good() {
        return results.stream().allMatch(Result::good) && strayPages.isEmpty();
    }

    /** {@code healed N of M faults, E escalated}. */
    public String summary() {
        return "healed " + healed() + " of " + results.size() + " faults, " + escalated() + " escalated";
    }

    private long healed() {
        return results.stream().filter(Result::healed).count();
    }

    private long escalated() {
        return results.stream().filter(Result::escalated).count();
    }

    /** One line a fault, and the summary. */
    public String text() {
        Table table = new Table("FAULT", "BRIDGE", "DETECTED AFTER", "HEALED AFTER", "DONE");
        for (Result result : results) {
            String done = result.done().isEmpty() ? "nothing" : result.done();
            table.row(
                    result.fault().title(),
                    result.bridge(),
                    seconds(result.detectedAfter()),
                    result.escalated()
                            ? "escalated after " + seconds(result.endedAfter())
                            : seconds(result.endedAfter()),
                    result.good() ? done : "WRONG: " + result.problem() + " (" + done + ")");
        }
        StringBuilder text = new StringBuilder(table.toString());
        strayPages.forEach(page -> text.append("WRONG: a person was called for nothing: ")
                .append(Table.plain(page))
                .append('\n'));
        return text.append(summary()).toString();
    }

    private static String seconds(long millis) {
        return millis < 0 ? "never" : Durations.seconds(millis);
    }

    /** One object a fault, then one with the sums. */
    public List<JsonObject> json() {
        List<JsonObject> lines = new ArrayList<>();
        for (Result result : results) {
            lines.add(new JsonObject()
                    .put("type", "result")
                    .put("fault", result.fault().title())
                    .put("bridge", result.bridge())
                    .put("end", result.healed() ? "healed" : result.escalated() ? "escalated" : "wrong")
                    .put("detectedAfterMillis", result.detectedAfter() < 0 ? null : result.detectedAfter())
                    .put("endedAfterMillis", result.endedAfter() < 0 ? null : result.endedAfter())
                    .put("done", result.done())
                    .put("problem", result.problem()));
        }
        lines.add(new JsonObject()
                .put("type", "summary")
                .put("healed", healed())
                .put("faults", results.size())
                .put("escalated", escalated())
                .put("strayPages", strayPages)
                .put("good", good()));
        return lines;
    }
}
