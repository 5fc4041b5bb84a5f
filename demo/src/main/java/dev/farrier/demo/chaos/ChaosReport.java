package dev.farrier.demo.chaos;

import dev.farrier.cli.Table;
import dev.farrier.demo.timeline.Seconds;
import dev.farrier.model.Texts;
import dev.farrier.view.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The results of all faults.
 *
 * @param strayPages pages about incidents that must not be escalated
 */
public record ChaosReport(List<FaultResult> results, List<String> strayPages) {
    public ChaosReport {
        results = results.stream()
                .sorted(Comparator.comparing(FaultResult::fault))
                .toList();
        strayPages = List.copyOf(strayPages);
    }

    /** Every fault ended as expected, and nobody was paged for nothing. */
    public boolean good() {
        return results.stream().allMatch(FaultResult::good) && strayPages.isEmpty();
    }

    /** {@code healed N of M faults, E escalated}. */
    public String summary() {
        return "healed " + healed() + " of " + results.size() + " faults, " + escalated() + " escalated";
    }

    private long healed() {
        return results.stream().filter(FaultResult::healed).count();
    }

    private long escalated() {
        return results.stream().filter(FaultResult::escalated).count();
    }

    /** One line for each fault, and the summary. */
    public String text() {
        Table table = new Table("FAULT", "BRIDGE", "DETECTED AFTER", "HEALED AFTER", "DONE");
        for (FaultResult result : results) {
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
                .append(Texts.plain(page))
                .append('\n'));
        return text.append(summary()).toString();
    }

    private static String seconds(long millis) {
        return millis < 0 ? "never" : Seconds.format(millis);
    }

    /** One object for each fault, then one with the totals. */
    public List<JsonObject> json() {
        List<JsonObject> lines = new ArrayList<>();
        for (FaultResult result : results) {
            lines.add(new JsonObject()
                    .put("type", "result")
                    .put("fault", result.fault().title())
                    .put("bridge", result.bridge())
                    .put("end", result.healed() ? "healed" : result.escalated() ? "escalated" : "wrong")
                    .put("detectedAfterMillis", result.detectedAfter() < 0 ? null : result.detectedAfter())
                    .put("endedAfterMillis", result.endedAfter() < 0 ? null : result.endedAfter())
                    .text("done", result.done())
                    .text("problem", result.problem()));
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
