package dev.farrier.why;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.text.Template.TemplateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
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
    private static final int GROUPS_SHOWN = 3;

    private final Bundle bundle;
    private final Policy policy;
    private final String target;
    private final long at;
    private final List<AlternativeStats> alternatives;
    private final TreeMap<String, Heard> heard = new TreeMap<>();
    private final SortedMap<String, Long> unreadable = new TreeMap<>();
    private final SortedSet<String> missing = new TreeSet<>();
    private final SortedMap<String, Long> withoutGroup = new TreeMap<>();
    private WhyAnswer.@Nullable ConditionFailures failed;
    private final List<TargetEvent> seen = new ArrayList<>();

    /** What came of one source. */
    private static final class Heard {
        private long events;
        private long unreadable;
        private long ofTarget;
        private long last;
    }

    /**
     * @param policy of the bundle
     * @param at the moment asked about, epoch milliseconds; later events are not looked at
     */
    public Why(Bundle bundle, Policy policy, String target, long at) {
        this.bundle = bundle;
        this.policy = policy;
        this.target = target;
        this.at = at;
        this.alternatives =
                policy.alternatives().stream().map(AlternativeStats::new).toList();
        policy.alternatives()
                .forEach(alternative -> alternative.sources().forEach(source -> heard.put(source, new Heard())));
    }

    /** So many records of a source could not be read as events. */
    public void recordUnreadable(String source, long records) {
        Heard of = heard.get(source);
        if (of != null) {
            of.unreadable += records;
        }
    }

    /** So many records of a topic on which all sources' events stand could not be read: nobody knows whose they are. */
    public void recordUnreadableOnTopic(String topic, long records) {
        if (records > 0) {
            unreadable.merge(topic, records, Long::sum);
        }
    }

    /** There is no such topic: what stood there, if anything ever did, is not told. */
    public void recordMissingTopic(String topic) {
        missing.add(topic);
    }

    /** In any order; events of the same time in the order in which they were. */
    public void recordEvent(Event event) {
        Heard of = heard.get(event.source());
        if (of == null || event.time() > at) {
            return;
        }
        String about = targetOf(event);
        boolean aboutTarget = target.equals(about);
        of.events++;
        of.ofTarget += aboutTarget ? 1 : 0;
        of.last = Math.max(of.last, event.time());
        Set<String> met = new HashSet<>();
        for (AlternativeStats alternative : alternatives) {
            if (alternative.evaluate(event, aboutTarget)) {
                met.add(alternative.name());
            }
        }
        alternatives.stream()
                .map(AlternativeStats::error)
                .filter(error -> !error.isEmpty())
                .reduce((first, second) -> second)
                .ifPresent(error -> failed(event.time(), aboutTarget, error));
        if (met.isEmpty()) {
            return;
        }
        if (about == null) {
            withoutGroup(event);
        } else if (aboutTarget) {
            seen.add(new TargetEvent(event, met));
            if (seen.size() >= 2 * KEPT) {
                newestSeen();
            }
        }
    }

    private void failed(long time, boolean aboutTarget, String error) {
        WhyAnswer.ConditionFailures before =
                failed == null ? new WhyAnswer.ConditionFailures(0, 0, "", Long.MIN_VALUE) : failed;
        boolean newest = time >= before.last();
        failed = new WhyAnswer.ConditionFailures(
                before.events() + 1,
                before.ofTarget() + (aboutTarget ? 1 : 0),
                newest ? error : before.error(),
                Math.max(time, before.last()));
    }

    private List<TargetEvent> newestSeen() {
        seen.sort(Comparator.comparingLong(TargetEvent::time));
        seen.subList(0, Math.max(0, seen.size() - KEPT)).clear();
        return seen;
    }

    /** Null: it joins no group. */
    private @Nullable String targetOf(Event event) {
        for (String label : policy.groupBy()) {
            if (event.label(label).isEmpty()) {
                return null;
            }
        }
        try {
            return policy.targetOf(event::label);
        } catch (TemplateException e) {
            return null;
        }
    }

    /** Whether what was detected in this group is about the target. */
    public boolean isAboutTarget(Map<String, String> group) {
        try {
            return target.equals(policy.targetOf(group::get));
        } catch (TemplateException e) {
            return false;
        }
    }

    private void withoutGroup(Event event) {
        for (String label : policy.groupBy()) {
            if (event.label(label).isEmpty()) {
                withoutGroup.merge(label, 1L, Long::sum);
            }
        }
    }

    /**
     * @param detections when the policy's detector fired for this target, in order
     * @param history of the policy on this target, in order
     * @param resources names of everything there is in the inventories
     */
    public WhyAnswer answer(List<KnownFiring> detections, List<HistoryEntry> history, Set<String> resources) {
        List<KnownFiring> fired =
                detections.stream().filter(one -> one.time() <= at).toList();
        List<HistoryEntry> told =
                history.stream().filter(one -> one.time() <= at).toList();
        List<WhyAnswer.SourceResult> sources = new ArrayList<>();
        heard.forEach((source, of) ->
                sources.add(new WhyAnswer.SourceResult(source, of.events, of.unreadable, of.ofTarget, of.last)));
        return new WhyAnswer(
                policy.name(),
                target,
                resources.contains(target) ? null : Nearest.hint(target, resources),
                at,
                sources,
                unreadable,
                missing,
                alternatives.stream().map(AlternativeStats::answer).toList(),
                withoutGroup,
                failed,
                progress(fired),
                newest(fired.stream().map(KnownFiring::time).toList()),
                newest(told));
    }

    /** Each group has a detector of its own. Of many groups those are told of that have the most events behind them. */
    private String progress(List<KnownFiring> fired) {
        TreeMap<String, List<TargetEvent>> groups = new TreeMap<>();
        newestSeen()
                .forEach(one -> groups.computeIfAbsent(Labels.key(group(one.event())), group -> new ArrayList<>())
                        .add(one));
        DetectorProgress run = new DetectorProgress(bundle, policy, fired);
        if (groups.isEmpty()) {
            return run.progress("", List.of(), at);
        }
        long recent = at - reach(policy);
        List<String> nearest = groups.entrySet().stream()
                .sorted(Comparator.comparingLong(group -> -group.getValue().stream()
                        .filter(one -> one.time() > recent)
                        .count()))
                .limit(GROUPS_SHOWN)
                .map(group -> (groups.size() == 1 ? "" : group.getKey() + ": ")
                        + run.progress(group.getKey(), group.getValue(), at))
                .toList();
        int others = groups.size() - nearest.size();
        return String.join("; ", nearest) + (others == 0 ? "" : "; and " + Phrases.count(others, "more group"));
    }

    private SortedMap<String, String> group(Event event) {
        TreeMap<String, String> group = new TreeMap<>();
        policy.groupBy().forEach(label -> group.put(label, event.label(label)));
        return group;
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
