package dev.farrier.why;

import dev.farrier.model.Event;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Template.TemplateException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches the events that a policy could have seen, and tells afterwards how one target looked to it at one moment. Keeps at
 * most 100,000 events about the target, the newest.
 */
public final class Why {
    private static final int KEPT = 100_000;
    private static final int SHOWN = 20;

    private final Policy policy;
    private final String target;
    private final long at;
    private final List<Observed> alternatives;
    private final TreeMap<String, long[]> heard = new TreeMap<>();
    private final SortedMap<String, Long> withoutGroup = new TreeMap<>();
    private final List<Seen> seen = new ArrayList<>();

    /** @param at the moment asked about, epoch milliseconds; later events are not looked at */
    public Why(Policy policy, String target, long at) {
        this.policy = policy;
        this.target = target;
        this.at = at;
        this.alternatives = policy.alternatives().stream().map(Observed::new).toList();
        policy.alternatives()
                .forEach(alternative -> alternative.sources().forEach(source -> heard.put(source, new long[3])));
    }

    /** In the order of time. */
    public void accept(Event event) {
        long[] counts = heard.get(event.source());
        if (counts == null || event.time() > at) {
            return;
        }
        String of = targetOf(event);
        boolean aboutTarget = target.equals(of);
        counts[0]++;
        counts[1] += aboutTarget ? 1 : 0;
        counts[2] = Math.max(counts[2], event.time());
        Set<String> met = new HashSet<>();
        for (Observed alternative : alternatives) {
            if (alternative.see(event, aboutTarget)) {
                met.add(alternative.name());
            }
        }
        if (met.isEmpty()) {
            return;
        }
        if (of == null) {
            missing(event);
        } else if (aboutTarget) {
            seen.add(new Seen(event, met));
            if (seen.size() > KEPT) {
                seen.removeFirst();
            }
        }
    }

    /** Null: it joins no group. */
    private @Nullable String targetOf(Event event) {
        for (String label : policy.groupBy()) {
            if (event.label(label).isEmpty()) {
                return null;
            }
        }
        try {
            return policy.target()
                    .render(reference -> reference.startsWith("group.")
                            ? event.label(reference.substring("group.".length()))
                            : null);
        } catch (TemplateException e) {
            return null;
        }
    }

    private void missing(Event event) {
        for (String label : policy.groupBy()) {
            if (event.label(label).isEmpty()) {
                withoutGroup.merge(label, 1L, Long::sum);
            }
        }
    }

    /**
     * @param detections when the policy's detector fired for this target, epoch milliseconds, in order
     * @param decisions of the policy on this target, in order
     */
    public Answer answer(List<Long> detections, List<Decided> decisions) {
        List<Long> fired = detections.stream().filter(time -> time <= at).toList();
        List<Decided> decided =
                decisions.stream().filter(decision -> decision.time() <= at).toList();
        List<Answer.Heard> sources = new ArrayList<>();
        heard.forEach((source, counts) -> sources.add(new Answer.Heard(source, counts[0], counts[1], counts[2])));
        long last = fired.isEmpty() ? Long.MIN_VALUE : fired.getLast();
        return new Answer(
                policy.name(),
                target,
                at,
                sources,
                alternatives.stream().map(Observed::answer).toList(),
                withoutGroup,
                new HowFar(seen, at, last).of(policy),
                newest(fired),
                newest(decided));
    }

    private static <T> List<T> newest(List<T> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - SHOWN), all.size()));
    }

    /** How far back events matter for the detector, milliseconds: what came before can't have changed its answer. */
    public static long reach(Policy policy) {
        return switch (policy.detector()) {
            case Detector.Each each -> 0;
            case Detector.Threshold d -> d.within().toMillis();
            case Detector.Distinct d -> d.within().toMillis();
            case Detector.Sequence d -> d.within().toMillis();
            case Detector.All d -> d.within().toMillis();
            case Detector.Flapping d -> d.within().toMillis();
            case Detector.Ratio d -> d.within().toMillis();
            case Detector.Aggregate d -> d.within().toMillis();
            case Detector.Deviation d -> d.baseline().toMillis();
            case Detector.Sustained d -> d.forTime().toMillis();
            case Detector.Absence d -> d.forTime().toMillis();
        };
    }

    /** Its sources, sorted. */
    public static Set<String> sources(Policy policy) {
        Set<String> names = new TreeSet<>();
        policy.alternatives().forEach(alternative -> names.addAll(alternative.sources()));
        return names;
    }
}
