package dev.farrier.match;

import dev.farrier.match.Requirement.Matches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several candidates, or one whose pattern is dear. Where it pays, one scan for all their patterns picks those to be tested. */
final class CandidateSet implements LookupResult {
    /** Costs relative to the search for one word, 20 ns in a line of 128 bytes: a scan for all patterns, one run of RE2/J. */
    private static final int SCAN_COST = 8;

    private static final int REGEX_COST = 500;

    private final Candidate[] unscanned;
    private final List<PatternScan> scans;

    /** @param byPattern for each pattern of the set, the candidates that require it */
    private record PatternScan(String label, PatternSet patterns, List<List<Candidate>> byPattern) {}

    /**
     * The candidate itself where there is one, and its pattern is cheap.
     *
     * @param lists as in {@link Candidate#without}
     */
    static LookupResult of(
            List<Candidate> candidates, PatternEngine engine, Map<List<Requirement>, List<Requirement>> lists) {
        return candidates.size() == 1 && isCheap(candidates.getFirst())
                ? candidates.getFirst()
                : new CandidateSet(candidates, engine, lists);
    }

    private CandidateSet(
            List<Candidate> candidates, PatternEngine engine, Map<List<Requirement>, List<Requirement>> lists) {
        List<Candidate> each = new ArrayList<>();
        List<PatternScan> all = new ArrayList<>();
        Map<String, List<Candidate>> byLabel = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Matches matches = cheapestPattern(candidate);
            if (matches == null) {
                each.add(candidate);
            } else {
                byLabel.computeIfAbsent(matches.label(), label -> new ArrayList<>())
                        .add(candidate);
            }
        }
        byLabel.forEach((label, patterned) -> {
            int cost = patterned.stream()
                    .mapToInt(candidate -> isCheap(candidate) ? 1 : REGEX_COST)
                    .sum();
            if (cost <= SCAN_COST) {
                each.addAll(patterned);
            } else {
                all.add(scan(label, patterned, engine, lists));
            }
        });
        unscanned = each.toArray(Candidate[]::new);
        scans = List.copyOf(all);
    }

    private static @Nullable Matches cheapestPattern(Candidate candidate) {
        Matches cheapest = null;
        for (Requirement requirement : candidate.requirements()) {
            if (requirement instanceof Matches matches
                    && (cheapest == null
                            || (matches.test().cheap() && !cheapest.test().cheap()))) {
                cheapest = matches;
            }
        }
        return cheapest;
    }

    private static boolean isCheap(Candidate candidate) {
        Matches matches = cheapestPattern(candidate);
        return matches == null || matches.test().cheap();
    }

    private static PatternScan scan(
            String label,
            List<Candidate> candidates,
            PatternEngine engine,
            Map<List<Requirement>, List<Requirement>> lists) {
        Map<TextPattern, List<Candidate>> byPattern = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Matches matches = cheapestPattern(candidate);
            if (matches != null) {
                byPattern
                        .computeIfAbsent(matches.pattern(), pattern -> new ArrayList<>())
                        .add(candidate.without(matches, lists));
            }
        }
        return new PatternScan(label, engine.compile(List.copyOf(byPattern.keySet())), List.copyOf(byPattern.values()));
    }

    @Override
    public void test(MatchContext context) {
        for (Candidate candidate : unscanned) {
            context.test(candidate);
        }
        for (PatternScan scan : scans) {
            for (int pattern : scan.patterns.matching(context.event().label(scan.label))) {
                scan.byPattern.get(pattern).forEach(context::test);
            }
        }
    }

    @Override
    public void close() {
        scans.forEach(scan -> scan.patterns.close());
    }
}
