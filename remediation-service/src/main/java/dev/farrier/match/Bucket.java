package dev.farrier.match;

import dev.farrier.match.regex.TextPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Candidates that one look-up finds. When they are many, the patterns that they look for find those that need a closer look. */
final class Bucket implements Finding {
    /**
     * What a search for a few words costs is one: 20 ns in a line of 128 bytes. A scan for all patterns costs as much as eight,
     * running a regular expression as much as 500.
     */
    private static final int SCAN = 8;

    private static final int RUN = 500;

    private final Candidate[] each;
    private final List<Scan> scans;

    /** @param byPattern for each pattern of the set, those that look for it */
    private record Scan(Field field, PatternSet set, Candidate[][] byPattern) {}

    private Bucket(Candidate[] each, List<Scan> scans) {
        this.each = each;
        this.scans = scans;
    }

    static Finding of(List<Candidate> candidates, PatternEngine engine, Demands demands) {
        if (candidates.size() == 1) {
            Demand.Has only = driver(candidates.getFirst());
            if (only == null || only.test().cheap()) {
                return candidates.getFirst();
            }
        }
        Map<Field, Map<TextPattern, List<Candidate>>> patterned = new LinkedHashMap<>();
        Map<Field, Integer> costs = new LinkedHashMap<>();
        List<Candidate> rest = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Demand.Has has = driver(candidate);
            if (has == null) {
                rest.add(candidate);
            } else {
                patterned
                        .computeIfAbsent(has.field(), field -> new LinkedHashMap<>())
                        .computeIfAbsent(has.pattern(), pattern -> new ArrayList<>())
                        .add(candidate);
                costs.merge(has.field(), has.test().cheap() ? 1 : RUN, Integer::sum);
            }
        }
        List<Scan> scans = new ArrayList<>();
        patterned.forEach((field, byPattern) -> {
            if (costs.getOrDefault(field, 0) <= SCAN) {
                byPattern.values().forEach(rest::addAll);
            } else {
                scans.add(scan(field, byPattern, engine, demands));
            }
        });
        return new Bucket(rest.toArray(Candidate[]::new), scans);
    }

    /** Of the patterns that a candidate looks for, one that is rarely there. */
    private static Demand.@org.jspecify.annotations.Nullable Has driver(Candidate candidate) {
        Demand.Has best = null;
        for (Demand demand : candidate.demands()) {
            if (demand instanceof Demand.Has has
                    && (best == null || (has.test().cheap() && !best.test().cheap()))) {
                best = has;
            }
        }
        return best;
    }

    private static Scan scan(
            Field field, Map<TextPattern, List<Candidate>> byPattern, PatternEngine engine, Demands demands) {
        Candidate[][] candidates = byPattern.values().stream()
                .map(all -> all.stream()
                        .map(candidate -> {
                            Demand.Has has = driver(candidate);
                            return has == null ? candidate : candidate.without(has, demands);
                        })
                        .toArray(Candidate[]::new))
                .toArray(Candidate[][]::new);
        return new Scan(field, engine.compile(List.copyOf(byPattern.keySet())), candidates);
    }

    @Override
    public void look(Look look) {
        for (Candidate candidate : each) {
            look.at(candidate);
        }
        for (int i = 0; i < scans.size(); i++) {
            Scan scan = scans.get(i);
            for (int pattern : scan.set.matching(scan.field.of(look.event()))) {
                for (Candidate candidate : scan.byPattern[pattern]) {
                    look.at(candidate);
                }
            }
        }
    }

    @Override
    public void close() {
        scans.forEach(scan -> scan.set.close());
    }
}
