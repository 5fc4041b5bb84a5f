package dev.farrier.effect;

import dev.farrier.effect.RungRun.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the rungs of a policy did, and what happened without them. Counted are the runs that started in the window, and incidents that
 * were opened in it, a relapse as one of its own; how they ended counts whenever it was. A run is one rung of one incident here;
 * for the limit {@code guards.effect} it is the remediation of an incident with all its rungs.
 *
 * @param rungs in the order in which they mostly come
 * @param shadow incidents on which a rung would have run in {@code mode: shadow}. The symptom had {@code verify.within} of that rung to
 *     end by itself, as it has after a rung that is run, so both shares may be compared. Times count from when it would have run
 * @param waiting incidents outside shadow. Cleared by themselves have those that ended before a step was run or a person called,
 *     whatever held the rung back. Times count from when the incident was opened
 */
public record PolicyEffect(String policy, List<RungEffect> rungs, WithoutRun shadow, WithoutRun waiting) {
    /** A heal relapses when the policy has an incident about the same group again so soon. */
    public static final Duration RELAPSE = Duration.ofDays(1);

    public PolicyEffect {
        rungs = List.copyOf(rungs);
    }

    /**
     * By name, those that had an incident.
     *
     * @param since begin of the window, epoch milliseconds
     */
    public static SortedMap<String, PolicyEffect> of(List<Episode> episodes, long since) {
        Map<String, List<Episode>> byPolicy =
                episodes.stream().collect(Collectors.groupingBy(Episode::policy, TreeMap::new, Collectors.toList()));
        SortedMap<String, PolicyEffect> effects = new TreeMap<>();
        byPolicy.forEach((policy, its) -> {
            PolicyEffect effect = of(policy, its, since);
            if (!effect.isEmpty()) {
                effects.put(policy, effect);
            }
        });
        return effects;
    }

    /** Of a policy that had no incident. */
    public static PolicyEffect none(String policy) {
        WithoutRun nothing = new WithoutRun(0, 0, new Times(List.of()));
        return new PolicyEffect(policy, List.of(), nothing, nothing);
    }

    public boolean isEmpty() {
        return rungs.isEmpty() && shadow.incidents() == 0 && waiting.incidents() == 0;
    }

    private static PolicyEffect of(String policy, List<Episode> episodes, long since) {
        Relapses relapses = new Relapses(episodes);
        Map<String, RungCounter> rungs = new HashMap<>();
        for (Episode episode : episodes) {
            for (int i = 0; i < episode.runs().size(); i++) {
                RungRun run = episode.runs().get(i);
                if (run.startedAt() >= since) {
                    rungs.computeIfAbsent(run.rung(), RungCounter::new).add(run, i, relapses.hasRelapsed(episode, run));
                }
            }
        }
        List<Episode> opened = episodes.stream()
                .filter(episode -> episode.openedAt() >= since && !episode.wasNone())
                .toList();
        return new PolicyEffect(
                policy,
                rungs.values().stream()
                        .sorted(RungCounter.IN_THEIR_ORDER)
                        .map(RungCounter::effect)
                        .toList(),
                withoutRun(opened.stream().filter(Episode::inShadow).toList()),
                withoutRun(
                        opened.stream().filter(episode -> !episode.inShadow()).toList()));
    }

    private static WithoutRun withoutRun(Collection<Episode> episodes) {
        List<Duration> times = episodes.stream()
                .filter(Episode::clearedItself)
                .map(episode ->
                        between(episode.inShadow() ? episode.wouldRunAt() : episode.openedAt(), episode.endedAt()))
                .toList();
        return new WithoutRun(episodes.size(), times.size(), new Times(times));
    }

    private static Duration between(long from, long to) {
        return Duration.ofMillis(Math.max(0, to - from));
    }

    private static final class RungCounter {
        static final Comparator<RungCounter> IN_THEIR_ORDER = Comparator.comparingDouble(
                        (RungCounter rung) -> (double) rung.places / rung.runs)
                .thenComparing(rung -> rung.name);

        private final String name;
        private final Map<RunResult, Integer> results = new HashMap<>();
        private final List<Duration> times = new ArrayList<>();
        private int runs;
        private int relapsed;
        /** Sum of the places that its runs had among the rungs of their incidents. */
        private long places;

        RungCounter(String name) {
            this.name = name;
        }

        void add(RungRun run, int place, boolean hasRelapsed) {
            runs++;
            places += place;
            results.merge(run.result(), 1, Integer::sum);
            if (run.healed()) {
                times.add(between(run.startedAt(), run.endedAt()));
                relapsed += hasRelapsed ? 1 : 0;
            }
        }

        RungEffect effect() {
            return new RungEffect(
                    name,
                    runs,
                    count(RunResult.HEALED),
                    relapsed,
                    count(RunResult.DID_NOT_HELP),
                    count(RunResult.FAILED),
                    count(RunResult.OUTCOME_UNKNOWN),
                    count(RunResult.CANCELLED),
                    count(RunResult.RUNNING),
                    new Times(times));
        }

        private int count(RunResult result) {
            return results.getOrDefault(result, 0);
        }
    }
}
