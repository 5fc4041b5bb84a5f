package dev.farrier.faults.crash;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** An endless row of faults, the same for the same seed and the same kinds. */
final class FaultPlan {
    private static final long LEAST_APART = 8_000;
    private static final long MOST_APART = 22_000;

    private final Random random;
    private final List<FaultKind> kinds;
    private final Map<FaultKind.Victim, Integer> victims;

    /** @param victims how many there are of each */
    FaultPlan(long seed, List<FaultKind> kinds, Map<FaultKind.Victim, Integer> victims) {
        this.random = new Random(seed);
        this.kinds = List.copyOf(kinds);
        this.victims = Map.copyOf(victims);
    }

    PlannedFault next() {
        FaultKind kind = kind();
        int number = random.nextInt(victims.getOrDefault(kind.victim(), 1));
        long after = random.nextLong(LEAST_APART, MOST_APART + 1);
        long lasts = kind.lasts(random);
        return new PlannedFault(kind, number, after, lasts);
    }

    private FaultKind kind() {
        int all = kinds.stream().mapToInt(FaultKind::weight).sum();
        int left = random.nextInt(all);
        for (FaultKind kind : kinds) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of fault");
    }
}
