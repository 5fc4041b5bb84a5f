package dev.farrier.replay.report;

import dev.farrier.simulation.JsonLine;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineType;
import dev.farrier.view.JsonObject;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lines of two replays of the same input that only one of them has. A line that both have is left out as often as both
 * have it. {@link TranscriptLine#comparable} says what counts as the same line. Lines may come in any order; only those
 * without a counterpart stay in memory.
 */
public final class ReplayComparison {
    private static final Comparator<Difference> ORDER = Comparator.comparingLong(
                    (Difference difference) -> difference.line().time())
            .thenComparing(difference -> difference.line().policy())
            .thenComparing(difference -> difference.line().type())
            .thenComparing(Difference::isNew)
            .thenComparing(difference -> difference.line().json());

    /** Width of the column of labels, characters. */
    private static final int LABEL = 16;

    private final ReplayReport before;
    private final ReplayReport after;
    /** How many more of a line the new policies have; never 0. */
    private final Map<TranscriptLine, Integer> surplus = new HashMap<>();

    public ReplayComparison(SimulationPlan before, SimulationPlan after) {
        this.before = new ReplayReport(before);
        this.after = new ReplayReport(after);
    }

    /** A line that only one of the two replays has. */
    public record Difference(boolean isNew, TranscriptLine line) {
        /** The line's JSON, with {@code "only":"old"} or {@code "new"} at its end. */
        public String json() {
            return JsonLine.of(line.object().put("only", isNew ? "new" : "old"));
        }

        /** The line's text, behind {@code -} or {@code +}. */
        public String text() {
            return (isNew ? "+ " : "- ") + line.text();
        }
    }

    private record Counts(long onlyOld, long onlyNew) {
        private static final Counts NONE = new Counts(0, 0);

        Counts plus(Counts more) {
            return new Counts(onlyOld + more.onlyOld, onlyNew + more.onlyNew);
        }
    }

    /** A line of the old policies. */
    public void before(TranscriptLine line) {
        before.add(line);
        count(line, -1);
    }

    /** A line of the new policies. */
    public void after(TranscriptLine line) {
        after.add(line);
        count(line, 1);
    }

    private void count(TranscriptLine line, int by) {
        surplus.merge(line.comparable(), by, (had, more) -> had + more == 0 ? null : had + more);
    }

    public ReplayReport before() {
        return before;
    }

    public ReplayReport after() {
        return after;
    }

    /** A policy that exists in only one of the two and detected nothing is no difference. */
    public boolean same() {
        return surplus.isEmpty();
    }

    /** By time, policy and type; the old before the new. */
    public List<Difference> differences() {
        return surplus.entrySet().stream()
                .flatMap(entry ->
                        Collections.nCopies(
                                Math.abs(entry.getValue()), new Difference(entry.getValue() > 0, entry.getKey()))
                                .stream())
                .sorted(ORDER)
                .toList();
    }

    /** Of the policies that differ. */
    private SortedMap<String, Map<LineType, Counts>> policies() {
        TreeMap<String, Map<LineType, Counts>> policies = new TreeMap<>();
        surplus.forEach((line, count) -> policies.computeIfAbsent(line.policy(), name -> new EnumMap<>(LineType.class))
                .merge(line.type(), new Counts(Math.max(0, -count), Math.max(0, count)), Counts::plus));
        return policies;
    }

    /** Targets that got commands in one report and none in the other. */
    private static List<String> targetsOnlyIn(ReplayReport report, ReplayReport other, String policy) {
        TreeSet<String> targets = new TreeSet<>(report.of(policy).targets().keySet());
        targets.removeAll(other.of(policy).targets().keySet());
        return List.copyOf(targets);
    }

    /** One JSON object without a line break: {@code {"type":"comparison","same","policies":[…]}}, with the policies that differ. */
    public String json() {
        return JsonLine.of(new JsonObject()
                .put("type", "comparison")
                .put("same", same())
                .put(
                        "policies",
                        policies().entrySet().stream()
                                .map(policy -> fields(policy.getKey(), policy.getValue()))
                                .toList()));
    }

    private Map<String, Object> fields(String policy, Map<LineType, Counts> counts) {
        JsonObject fields = new JsonObject().put("policy", policy);
        for (LineType type : LineType.values()) {
            Counts count = counts.getOrDefault(type, Counts.NONE);
            fields.put(type.plural(), sides(count.onlyOld(), count.onlyNew()));
        }
        return fields.put("targets", sides(targetsOnlyIn(before, after, policy), targetsOnlyIn(after, before, policy)))
                .build();
    }

    private static Map<String, Object> sides(Object onlyOld, Object onlyNew) {
        return new JsonObject().put("onlyOld", onlyOld).put("onlyNew", onlyNew).build();
    }

    /** Several lines, each with its line break. */
    public String text() {
        if (same()) {
            return "no difference\n";
        }
        StringBuilder text = new StringBuilder();
        policies().forEach((policy, counts) -> {
            text.append(policy).append(":\n");
            counts.forEach((type, count) -> ReplayReport.appendRow(
                    text, LABEL, type.plural(), count.onlyOld() + " only old, " + count.onlyNew() + " only new"));
            ReplayReport.appendRow(
                    text, LABEL, "targets only old", ReplayReport.names(targetsOnlyIn(before, after, policy)));
            ReplayReport.appendRow(
                    text, LABEL, "targets only new", ReplayReport.names(targetsOnlyIn(after, before, policy)));
        });
        return text.toString();
    }
}
