package dev.farrier.detect;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.pattern.Folds;
import dev.farrier.detect.state.Namespace;
import dev.farrier.detect.state.StableHash;
import dev.farrier.detect.state.StateBytes;
import dev.farrier.detect.state.StateTable;
import dev.farrier.detect.time.OrderingConfig;
import dev.farrier.detect.time.ReorderBuffer;
import dev.farrier.detect.time.WatermarkBuffer;
import dev.farrier.model.Alert;
import dev.farrier.model.Event;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Clearing;
import dev.farrier.policy.Detector;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.Source;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One policy of one bundle, made ready for many events. */
final class PolicyDetector {
    /** Ids that are remembered however few events are counted. */
    private static final int RECENT_IDS = 64;

    final Bundle bundle;
    final Policy policy;
    /** Of windows or, for an absence, silences. */
    final Namespace owner;

    final Namespace symptoms;
    /** Of what counts and what clears, sorted: those whose clocks carry it. */
    final Set<String> sources;

    final OrderingConfig ordering;
    /** How long a window or silence is kept after its last event, milliseconds. */
    final long retention;

    /** Groups that are expected to speak, of this partition; and those of them that were not entered yet. */
    private final Set<String> expected;

    private final Deque<String> unregistered;

    /** The end of all alerts in the group ends its symptom, or says that a rung has helped. */
    final boolean endsByResolved;

    private final NameIndex index;
    /** What the detector asks of its events: a label, or empty; and a value. */
    private final String label;

    private final boolean needsValue;
    private final long used;
    private final long clears;

    /** @param owns whether a group, as {@link Labels#key} writes it, is of this partition */
    PolicyDetector(Bundle bundle, Policy policy, StateTables groups, Predicate<String> owns) {
        this.bundle = bundle;
        this.policy = policy;
        this.owner =
                owners(policy.detector(), groups).namespace(policy.name(), policy.detectorHash(), policy.maxGroups());
        this.symptoms = symptoms(policy, groups);
        this.endsByResolved = endsByResolved(policy);
        this.index = NameIndex.of(policy);
        this.used = index.mask(policy.detector().alternatives());
        this.label = policy.detector() instanceof Detector.Distinct distinct ? distinct.label() : "";
        this.needsValue =
                policy.detector() instanceof Detector.Aggregate || policy.detector() instanceof Detector.Deviation;
        Set<String> clearing = policy.clears() instanceof Clearing.ClearingEvent match ? match.of() : Set.of();
        this.clears = index.mask(clearing);
        this.sources = policy.alternatives().stream()
                .filter(alternative -> policy.detector().of().contains(alternative.name())
                        || (policy.detector() instanceof Detector.Sustained && clearing.contains(alternative.name())))
                .flatMap(alternative -> alternative.sources().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        this.expected = expected(bundle, policy, owns);
        this.unregistered = new ArrayDeque<>(expected);
        this.ordering = rules(policy.detector(), lateness(policy, bundle));
        this.retention =
                policy.detector() instanceof Detector.Absence || policy.detector() instanceof Detector.Sustained
                        ? StateTables.days(30) + ordering.idRetention()
                        : Math.max(StateTables.days(1), ordering.idRetention());
    }

    private static boolean endsByResolved(Policy policy) {
        return policy.clears() instanceof Clearing.Resolved
                || policy.remediate().stream()
                        .anyMatch(rung -> rung.verify().check() instanceof Rung.RecoveryCheck.ByEvents events
                                && events.clearing() instanceof Clearing.Resolved);
    }

    /** A policy's symptoms, whatever its detector was: limited as this one says. */
    static Namespace symptoms(Policy policy, StateTables groups) {
        return groups.symptoms.namespace(policy.name(), "", Math.max(policy.maxGroups(), Policy.DEFAULT_MAX_GROUPS));
    }

    private static Set<String> expected(Bundle bundle, Policy policy, Predicate<String> owns) {
        if (!(policy.detector() instanceof Detector.Absence absence)
                || absence.expected().isEmpty()
                || policy.groupBy().size() != 1) {
            return Set.of();
        }
        return bundle.resources().values().stream()
                .filter(resource -> resource.labels()
                        .entrySet()
                        .containsAll(absence.expected().entrySet()))
                .map(resource -> Labels.key(Labels.of(policy.groupBy().get(0), resource.name())))
                .filter(owns)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean expects(String group) {
        return expected.contains(group);
    }

    /** Of those who are expected, some that were not taken before. */
    List<String> drainUnregistered(int limit) {
        List<String> taken = new ArrayList<>();
        while (taken.size() < limit && !unregistered.isEmpty()) {
            taken.add(unregistered.remove());
        }
        return taken;
    }

    private static StateTable<?> owners(Detector detector, StateTables groups) {
        return switch (detector) {
            case Detector.Absence absence -> groups.absences;
            case Detector.Sustained sustained -> groups.sustained;
            case Detector.Each each -> groups.windows;
            case Detector.Threshold threshold -> groups.windows;
            case Detector.Distinct distinct -> groups.windows;
            case Detector.Sequence sequence -> groups.windows;
            case Detector.All all -> groups.windows;
            case Detector.Flapping flapping -> groups.windows;
            case Detector.Ratio ratio -> groups.windows;
            case Detector.Aggregate aggregate -> groups.windows;
            case Detector.Deviation deviation -> groups.windows;
        };
    }

    /** The largest of its sources'. */
    private static long lateness(Policy policy, Bundle bundle) {
        return policy.alternatives().stream()
                .flatMap(alternative -> alternative.sources().stream())
                .map(bundle.sources()::get)
                .filter(source -> source != null)
                .map(Source::lateness)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
    }

    private static OrderingConfig rules(Detector detector, long lateness) {
        return switch (detector) {
            case Detector.Each each -> new OrderingConfig(lateness, lateness, RECENT_IDS);
            case Detector.Threshold threshold -> rules(lateness, threshold.within(), threshold.count());
            case Detector.Distinct distinct -> rules(lateness, distinct.within(), distinct.count());
            case Detector.Sequence sequence -> rules(lateness, sequence.within(), 0);
            case Detector.All all -> rules(lateness, all.within(), 0);
            case Detector.Flapping flapping -> rules(lateness, flapping.within(), flapping.transitions());
            case Detector.Ratio ratio -> rules(lateness, ratio.within(), 0);
            case Detector.Aggregate aggregate -> rules(lateness, aggregate.within(), 0);
            case Detector.Deviation deviation -> rules(lateness, deviation.baseline(), 0);
            case Detector.Sustained sustained -> rules(lateness, sustained.forTime(), 0);
            case Detector.Absence absence ->
                new OrderingConfig(lateness, absence.forTime().toMillis(), 0);
        };
    }

    private static OrderingConfig rules(long lateness, Duration within, int counted) {
        return new OrderingConfig(lateness, within.toMillis() + lateness, Math.max(RECENT_IDS, counted));
    }

    long alternativeBits(MatchedEvent.PolicyMatch match) {
        return index.mask(match.alternatives());
    }

    /** An event that clears does not count as well. */
    boolean clears(long met) {
        return (met & clears) != 0;
    }

    boolean counts(long met) {
        return (met & index.of()) != 0;
    }

    boolean uses(long met) {
        return (met & used) != 0;
    }

    /** Whether the end of an alert counts as well. */
    boolean countsEnds() {
        return policy.detector() instanceof Detector.Flapping;
    }

    /** Whether the event has what the detector asks of it. */
    boolean isComplete(Event event) {
        return (label.isEmpty() || !event.label(label).isEmpty())
                && (!needsValue || (event.value() != null && Double.isFinite(event.value())));
    }

    /** Of a source that is gone: none. */
    long haGrace(String source) {
        Source known = bundle.sources().get(source);
        return known == null ? 0 : known.haGrace().toMillis();
    }

    /** @param time of the event, or of when an alert was heard of */
    DetectorEvent toDetectorEvent(Event event, long time, long met) {
        return toDetectorEvent(event, time, met, clears(met));
    }

    DetectorEvent toDetectorEvent(Event event, long time, long met, boolean clears) {
        Alert alert = event.alert();
        int source = index.source(event.source());
        // What an alert's notification means was judged by its order: here it is news, even if the same was told
        // before.
        return alert == null
                ? DetectorEvent.of(time, event.id(), source, met, clears, clears ? 0 : data(event))
                : DetectorEvent.ofAlert(
                        time, event.id(), alert.notifiedAt(), source, met, clears, clears ? 0 : data(event));
    }

    private long data(Event event) {
        if (!label.isEmpty()) {
            return StableHash.of(event.label(label));
        }
        if (needsValue && event.value() != null) {
            return Double.doubleToLongBits(event.value());
        }
        return countsEnds() && event.alert() != null ? DetectorEvent.ALERT : 0;
    }

    WindowState newWindowState(String group) {
        return new WindowState(owner, group, new ReorderBuffer(Folds.empty(policy.detector(), index)));
    }

    WindowState readWindowState(Namespace of, String group, StateBytes.Reader in) {
        return new WindowState(
                of, group, new ReorderBuffer(in, reference -> Folds.read(policy.detector(), index, in, reference)));
    }

    SustainedState newSustainedState(String group) {
        return new SustainedState(owner, group, new WatermarkBuffer(Folds.emptyLasting(policy, index)));
    }

    SustainedState readSustainedState(Namespace of, String group, StateBytes.Reader in) {
        return new SustainedState(
                of, group, new WatermarkBuffer(in, reference -> Folds.readLasting(policy, index, in, reference)));
    }

    /** What only an event can clear is followed for longer. */
    long retentionOf(SymptomState symptom) {
        boolean clearedByAnEvent = !(policy.clears() instanceof Clearing.QuietFor);
        return StateTables.days(symptom.tracked && symptom.clearedAt == 0 && clearedByAnEvent ? 30 : 7);
    }
}
