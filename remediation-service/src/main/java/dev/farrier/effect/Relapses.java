package dev.farrier.effect;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds heals that did not last, among the episodes of one policy. */
final class Relapses {
    /** Group → when its episodes began, those that were none left out. */
    private final Map<SortedMap<String, String>, TreeMap<Long, Integer>> begins = new HashMap<>();

    Relapses(Collection<Episode> episodes) {
        for (Episode episode : episodes) {
            if (!episode.wasNone()) {
                begins.computeIfAbsent(episode.group(), any -> new TreeMap<>())
                        .merge(episode.openedAt(), 1, Integer::sum);
            }
        }
    }

    /** Whether the symptom was back within a day: the incident was opened again, or another one for the same group was. */
    boolean hasRelapsed(Episode episode, RungRun run) {
        if (!run.healed()) {
            return false;
        }
        long healedAt = run.endedAt();
        int within = begins
                .getOrDefault(episode.group(), new TreeMap<>())
                .subMap(healedAt, healedAt + PolicyEffect.RELAPSE.toMillis())
                .values()
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
        // an episode that began and was healed in the same millisecond does not follow itself
        return within > (episode.openedAt() == healedAt ? 1 : 0);
    }
}
