package dev.farrier.effect;

import dev.farrier.model.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What Farrier did in a time for people, and what it left to them. Counted are incidents that were opened in it, a relapse as one of its
 * own; what happened in shadow is left out.
 *
 * @param healed what was healed and called nobody, by policy
 * @param called what a person was called for, the most frequent first: the next candidates for automation
 * @param recurred targets on which a policy had more than one incident, the most frequent first
 */
public record Report(List<Healed> healed, List<Called> called, List<Recurred> recurred) {
    public Report {
        healed = List.copyOf(healed);
        called = List.copyOf(called);
        recurred = List.copyOf(recurred);
    }

    /** @param relapsed how many of the incidents were back within a day, as in {@link RungEffect} */
    public record Healed(String policy, int incidents, int relapsed) {}

    /**
     * @param reason why the person was called first
     * @param targets on how many
     */
    public record Called(String policy, Reason reason, int incidents, int targets) {}

    /** @param healed so many of the incidents */
    public record Recurred(String policy, String target, int incidents, int healed) {}

    private record Place(String policy, String target) {}

    private record Cause(String policy, Reason reason) {}

    /** @param since begin of the time, epoch milliseconds */
    public static Report of(List<Episode> episodes, long since) {
        List<Episode> counted = episodes.stream()
                .filter(episode -> episode.openedAt() >= since && !episode.inShadow() && !episode.wasNone())
                .toList();
        return new Report(healed(episodes, counted), called(counted), recurred(counted));
    }

    /** Heals that lasted. */
    public int lasting() {
        return healed.stream()
                .mapToInt(policy -> policy.incidents() - policy.relapsed())
                .sum();
    }

    private static List<Healed> healed(List<Episode> all, List<Episode> counted) {
        List<Healed> healed = new ArrayList<>();
        Map<String, List<Episode>> byPolicy =
                all.stream().collect(Collectors.groupingBy(Episode::policy, TreeMap::new, Collectors.toList()));
        byPolicy.forEach((policy, its) -> {
            Relapses relapses = new Relapses(its);
            List<Episode> heals = counted.stream()
                    .filter(episode -> episode.policy().equals(policy) && episode.healed())
                    .toList();
            int relapsed = (int) heals.stream()
                    .filter(episode ->
                            relapses.hasRelapsed(episode, episode.runs().getLast()))
                    .count();
            if (!heals.isEmpty()) {
                healed.add(new Healed(policy, heals.size(), relapsed));
            }
        });
        return healed;
    }

    private static List<Called> called(List<Episode> counted) {
        Map<Cause, List<Episode>> byCause = counted.stream()
                .filter(episode -> episode.calledFor() != null)
                .collect(Collectors.groupingBy(
                        episode -> new Cause(episode.policy(), Objects.requireNonNull(episode.calledFor()))));
        return byCause.entrySet().stream()
                .map(entry -> new Called(
                        entry.getKey().policy(),
                        entry.getKey().reason(),
                        entry.getValue().size(),
                        targets(entry.getValue()).size()))
                .sorted(mostFirst(Called::incidents)
                        .thenComparing(Called::policy)
                        .thenComparing(Called::reason))
                .toList();
    }

    private static Set<String> targets(List<Episode> episodes) {
        Set<String> targets = new HashSet<>();
        episodes.forEach(episode -> targets.add(episode.target()));
        return targets;
    }

    private static List<Recurred> recurred(List<Episode> counted) {
        Map<Place, List<Episode>> byPlace = counted.stream()
                .collect(Collectors.groupingBy(episode -> new Place(episode.policy(), episode.target())));
        return byPlace.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> new Recurred(
                        entry.getKey().policy(),
                        entry.getKey().target(),
                        entry.getValue().size(),
                        (int) entry.getValue().stream().filter(Episode::healed).count()))
                .sorted(mostFirst(Recurred::incidents)
                        .thenComparing(Recurred::policy)
                        .thenComparing(Recurred::target))
                .toList();
    }

    private static <T> Comparator<T> mostFirst(Function<T, Integer> number) {
        return Comparator.comparing(number).reversed();
    }
}
