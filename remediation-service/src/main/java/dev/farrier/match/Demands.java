package dev.farrier.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** While an index is made: equal demands, and equal lists of them, become one. */
final class Demands {
    private final Map<Demand, Demand> each = new HashMap<>();
    private final Map<List<Demand>, List<Demand>> lists = new HashMap<>();

    List<Demand> shared(List<Demand> demands) {
        List<Demand> known = demands.stream()
                .map(demand -> each.computeIfAbsent(demand, d -> d))
                .toList();
        return lists.computeIfAbsent(known, list -> list);
    }
}
