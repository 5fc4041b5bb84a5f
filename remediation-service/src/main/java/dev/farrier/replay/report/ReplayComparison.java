package dev.farrier.replay.report;

import dev.farrier.simulation.JsonLine;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import dev.farrier.simulation.TranscriptLine.LineType;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lines of two replays of the same input, of which what both have is left out: as many times as both have it. Incidents'
 * numbers do not count as a difference, nor whether a detection repeats what is known. Both may be given in any order; only
 * what has no counterpart yet is kept.
 */
public final class ReplayComparison {
    private static final Comparator<Difference> ORDER = Comparator.comparingLong(
                    (Difference difference) -> difference.line().time())
            .thenComparing(difference -> difference.line().policy())
            .thenComparing(difference -> difference.line().type())
            .thenComparing(Difference::isNew)
            .thenComparing(difference -> difference.line().json());

    private final ReplayReport before;
    private final ReplayReport after;

    /** How many more of a line the new policies have; never 0. */
    private final Map<TranscriptLine, Integer> surplus = new HashMap<>();

    public ReplayComparison(SimulationPlan before, SimulationPlan after) {
        this.before = new ReplayReport(before);
        this.after = new ReplayReport(after);
    }

    /** A line that only one of both has. */
    public record Difference(boolean isNew, TranscriptLine line) {
        /** As the line itself, with {@code "only":"old"} or {@code "new"} at its end. */
        public String json() {
            SequencedMap<String, Object> fields = line.fields();
            fields.put("only", isNew ? "new" : "old");
            return JsonLine.of(fields);
        }

        /** As the line itself, behind {@code -} or {@code +}. */
        public String text() {
            return (isNew ? "+ " : "- ") + line.text();
        }
    }

    /** What differs for one policy, by type of line. */
    record PolicyDifference(Map<LineType, Long> onlyOld, Map<LineType, Long> onlyNew) {}

    /** A line under the old policies. */
    public void before(TranscriptLine line) {
        before.add(line);
        count(line, -1);
    }

    /** A line under the new policies. */
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

    /** Whether both did the same. Policies of which nothing was heard are no difference. */
    public boolean same() {
        return surplus.isEmpty();
    }

    /** By time, then policy, then what comes first in a story; the old before the new. */
    public List<Difference> differences() {
        return surplus.entrySet().stream()
                .flatMap(entry ->
                        Collections.nCopies(
                                Math.abs(entry.getValue()), new Difference(entry.getValue() > 0, entry.getKey()))
                                .stream())
                .sorted(ORDER)
                .toList();
    }

    /** Only those that differ. */
    SortedMap<String, PolicyDifference> policies() {
        TreeMap<String, PolicyDifference> policies = new TreeMap<>();
        surplus.forEach((line, count) -> {
            PolicyDifference policy = policies.computeIfAbsent(
                    line.policy(), name -> new PolicyDifference(new HashMap<>(), new HashMap<>()));
            (count > 0 ? policy.onlyNew() : policy.onlyOld()).merge(line.type(), (long) Math.abs(count), Long::sum);
        });
        return policies;
    }

    /** Targets that got commands in one report and none in the other. */
    static List<String> targetsOnlyIn(ReplayReport report, ReplayReport other, String policy) {
        TreeSet<String> targets = new TreeSet<>(report.of(policy).targets().keySet());
        targets.removeAll(other.of(policy).targets().keySet());
        return List.copyOf(targets);
    }

    /** One JSON object without a line break: {@code {"type":"comparison","same","policies":[…]}}; those that differ. */
    public String json() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "comparison");
        fields.put("same", same());
        fields.put(
                "policies",
                policies().entrySet().stream()
                        .map(policy -> fields(policy.getKey(), policy.getValue()))
                        .toList());
        return JsonLine.of(fields);
    }

    private SequencedMap<String, Object> fields(String name, PolicyDifference policy) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", name);
        for (LineType type : LineType.values()) {
            SequencedMap<String, Object> counts = new LinkedHashMap<>();
            counts.put("onlyOld", policy.onlyOld().getOrDefault(type, 0L));
            counts.put("onlyNew", policy.onlyNew().getOrDefault(type, 0L));
            fields.put(type.plural(), counts);
        }
        SequencedMap<String, Object> targets = new LinkedHashMap<>();
        targets.put("onlyOld", targetsOnlyIn(before, after, name));
        targets.put("onlyNew", targetsOnlyIn(after, before, name));
        fields.put("targets", targets);
        return fields;
    }

    /** Several lines, each with its line break. */
    public String text() {
        if (same()) {
            return "no difference\n";
        }
        StringBuilder text = new StringBuilder();
        policies().forEach((name, policy) -> {
            text.append(name).append(":\n");
            for (LineType type : LineType.values()) {
                long onlyOld = policy.onlyOld().getOrDefault(type, 0L);
                long onlyNew = policy.onlyNew().getOrDefault(type, 0L);
                if (onlyOld + onlyNew > 0) {
                    row(text, type.plural(), onlyOld + " only old, " + onlyNew + " only new");
                }
            }
            targets(text, "targets only old", targetsOnlyIn(before, after, name));
            targets(text, "targets only new", targetsOnlyIn(after, before, name));
        });
        return text.toString();
    }

    private static void targets(StringBuilder text, String label, List<String> targets) {
        if (!targets.isEmpty()) {
            row(text, label, ReportText.names(targets));
        }
    }

    private static void row(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "  %-16s %s%n", label, value));
    }
}
