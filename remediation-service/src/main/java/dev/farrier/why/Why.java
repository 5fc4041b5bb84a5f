package dev.farrier.why;

import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.Resource;
import dev.farrier.model.StandingHalt;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.text.Template.TemplateException;
import dev.farrier.why.DetectorProgress.TargetEvent;
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
 * Takes the events of a policy's sources, and answers why the policy did, or did not, act on one target at one moment. Keeps the
 * newest 100,000 events about the target.
 */
public final class Why {
    private static final int MAX_EVENTS = 100_000;
    private static final int MAX_ENTRIES = 20;
    private static final int MAX_GROUPS = 3;

    private final Bundle bundle;
    private final Policy policy;
    private final String target;
    private final long at;
    private final List<AlternativeStats> alternatives;
    private final TreeMap<String, SourceStats> sources = new TreeMap<>();
    private final SortedMap<String, Long> unreadable = new TreeMap<>();
    private final SortedSet<String> missing = new TreeSet<>();
    private final SortedMap<String, Long> withoutGroup = new TreeMap<>();
    private WhyAnswer.@Nullable ConditionFailures failed;
    private final List<StandingHalt> halts = new ArrayList<>();
    private final List<TargetEvent> targetEvents = new ArrayList<>();

    private static final class SourceStats {
        private long events;
        private long unreadable;
        private long ofTarget;
        private long last;
    }

    /**
     * @param policy of the bundle
     * @param at the moment asked about, epoch milliseconds; later events are ignored
     */
    public Why(Bundle bundle, Policy policy, String target, long at) {
        this.bundle = bundle;
        this.policy = policy;
        this.target = target;
        this.at = at;
        this.alternatives =
                policy.alternatives().stream().map(AlternativeStats::new).toList();
        policy.sources().forEach(source -> sources.put(source, new SourceStats()));
    }

    /** So many records of a source could not be read. */
    public void recordUnreadable(String source, long records) {
        SourceStats stats = sources.get(source);
        if (stats != null) {
            stats.unreadable += records;
        }
    }

    /** So many records of the events topic could not be read; they may be of any source. */
    public void recordUnreadableOnTopic(String topic, long records) {
        if (records > 0) {
            unreadable.merge(topic, records, Long::sum);
        }
    }

    /** A topic with what {@code why} needs does not exist. */
    public void recordMissingTopic(String topic) {
        missing.add(topic);
    }

    /** @param inForce the halts in force now, the widest scope first */
    public void recordHalts(List<StandingHalt> inForce) {
        Resource resource = bundle.resources().get(target);
        String site = resource == null ? "" : resource.site();
        inForce.stream()
                .filter(halt -> halt.at() <= at && halt.scope().covers(site, policy.name(), target, ""))
                .forEach(halts::add);
    }

    /** In any order, but events of the same time in their order. */
    public void recordEvent(Event event) {
        SourceStats stats = sources.get(event.source());
        if (stats == null || event.time() > at) {
            return;
        }
        String about = targetOf(event);
        boolean aboutTarget = target.equals(about);
        stats.events++;
        stats.ofTarget += aboutTarget ? 1 : 0;
        stats.last = Math.max(stats.last, event.time());
        Set<String> matched = new HashSet<>();
        for (AlternativeStats alternative : alternatives) {
            if (alternative.evaluate(event, aboutTarget)) {
                matched.add(alternative.name());
            }
        }
        alternatives.stream()
                .map(AlternativeStats::error)
                .filter(error -> !error.isEmpty())
                .reduce((first, second) -> second)
                .ifPresent(error -> failed(event.time(), aboutTarget, error));
        if (matched.isEmpty()) {
            return;
        }
        if (about == null) {
            withoutGroup(event);
        } else if (aboutTarget) {
            targetEvents.add(new TargetEvent(event, matched));
            if (targetEvents.size() >= 2 * MAX_EVENTS) {
                newestTargetEvents();
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

    private List<TargetEvent> newestTargetEvents() {
        targetEvents.sort(Comparator.comparingLong(TargetEvent::time));
        targetEvents.subList(0, Math.max(0, targetEvents.size() - MAX_EVENTS)).clear();
        return targetEvents;
    }

    /** Null: the event has no group, or the group no target. */
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

    /** Whether a detection in this group is about the target. */
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
        List<KnownFiring> firings =
                detections.stream().filter(one -> one.time() <= at).toList();
        List<HistoryEntry> entries =
                history.stream().filter(one -> one.time() <= at).toList();
        List<WhyAnswer.SourceResult> results = new ArrayList<>();
        sources.forEach((name, stats) -> results.add(
                new WhyAnswer.SourceResult(name, stats.events, stats.unreadable, stats.ofTarget, stats.last)));
        return new WhyAnswer(
                policy.name(),
                target,
                resources.contains(target) ? null : Nearest.hint(target, resources),
                at,
                results,
                unreadable,
                missing,
                alternatives.stream().map(AlternativeStats::answer).toList(),
                withoutGroup,
                failed,
                List.copyOf(halts),
                progress(firings),
                newest(firings.stream().map(KnownFiring::time).toList()),
                newest(entries));
    }

    /** Each group has a detector state of its own. Of many groups, the answer has those with the most recent events. */
    private String progress(List<KnownFiring> firings) {
        TreeMap<String, List<TargetEvent>> groups = new TreeMap<>();
        newestTargetEvents()
                .forEach(one -> groups.computeIfAbsent(Labels.key(group(one.event())), group -> new ArrayList<>())
                        .add(one));
        DetectorProgress run = new DetectorProgress(bundle, policy, firings);
        if (groups.isEmpty()) {
            return run.progress("", List.of(), at);
        }
        long recent = at - reach(policy);
        List<String> nearest = groups.entrySet().stream()
                .sorted(Comparator.comparingLong(group -> -group.getValue().stream()
                        .filter(one -> one.time() > recent)
                        .count()))
                .limit(MAX_GROUPS)
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
        return List.copyOf(all.subList(Math.max(0, all.size() - MAX_ENTRIES), all.size()));
    }

    /** How far back the detector looks, milliseconds. */
    public static long reach(Policy policy) {
        return policy.detector().window().toMillis();
    }
}
