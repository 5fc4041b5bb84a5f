package dev.farrier.detect;

import dev.farrier.detect.fold.DetectorEvent;
import dev.farrier.detect.fold.EventDetector;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.Fold;
import dev.farrier.detect.fold.NameIndex;
import dev.farrier.detect.fold.TimerDetector;
import dev.farrier.detect.fold.TimerFold;
import dev.farrier.detect.state.Namespace;
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
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung;
import dev.farrier.policy.source.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One policy of one bundle, made ready for many events. */
final class PolicyDetector {
    /** Ids that are remembered however few events are counted. */
    private static final int RECENT_IDS = 64;

    final Bundle bundle;
    final Policy policy;
    final Trigger trigger;
    /** Of the detector's states. */
    final Namespace namespace;

    final Namespace symptoms;
    /** The sources whose clocks move a timer: those of the alternatives that count, and of those that clear a symptom that lasts. */
    final Set<String> sources;
    /** {@link Detector#window}, milliseconds. */
    final long window;

    final OrderingConfig ordering;
    /** How long the detector's state of a group is kept after its last event, milliseconds. */
    final long retention;
    /** The end of all alerts of a group ends its symptom, or shows that a rung has helped. */
    final boolean endsByResolved;

    /** Groups of this partition that are expected to speak; and those of them that {@link #drainUnregistered} has not returned. */
    private final Set<String> expected;

    private final Deque<String> unregistered;

    private final NameIndex index;
    /** Null: the detector fires when clocks advance. */
    private final @Nullable EventDetector events;

    private final long used;
    private final long clears;

    /** @param owns whether a group, as {@link Labels#key} writes it, is of this partition */
    PolicyDetector(Bundle bundle, Policy policy, StateTables tables, Predicate<String> owns) {
        Detector detector = policy.detector();
        this.bundle = bundle;
        this.policy = policy;
        this.trigger = detector.trigger();
        this.events = detector instanceof EventDetector byEvents ? byEvents : null;
        this.namespace = table(trigger, tables).namespace(policy.name(), policy.detectorHash(), policy.maxGroups());
        this.symptoms = symptoms(policy, tables);
        this.endsByResolved = endsByResolved(policy);
        this.index = NameIndex.of(policy);
        this.used = index.mask(detector.alternatives());
        Set<String> clearing = policy.clears() instanceof Clearing.ClearingEvent match ? match.of() : Set.of();
        this.clears = index.mask(clearing);
        this.sources = policy.alternatives().stream()
                .filter(alternative -> detector.of().contains(alternative.name())
                        || (trigger == Trigger.DURATION && clearing.contains(alternative.name())))
                .flatMap(alternative -> alternative.sources().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        this.expected = expected(bundle, policy, owns);
        this.unregistered = new ArrayDeque<>(expected);
        this.window = detector.window().toMillis();
        long lateness = bundle.lateness(policy).toMillis();
        this.ordering = new OrderingConfig(
                lateness,
                trigger == Trigger.SILENCE ? window : window + lateness,
                Math.max(RECENT_IDS, events == null ? 0 : events.countedEvents()));
        this.retention = trigger == Trigger.EVENT
                ? Math.max(StateTables.days(1), ordering.idRetention())
                : StateTables.days(30) + ordering.idRetention();
    }

    private static boolean endsByResolved(Policy policy) {
        return policy.clears() instanceof Clearing.Resolved
                || policy.remediate().stream()
                        .anyMatch(rung -> rung.verify().check() instanceof Rung.RecoveryCheck.ByEvents byEvents
                                && byEvents.clearing() instanceof Clearing.Resolved);
    }

    /** A policy's symptoms, whatever its detector was: limited as this one says. */
    static Namespace symptoms(Policy policy, StateTables tables) {
        return tables.symptoms.namespace(policy.name(), "", Math.max(policy.maxGroups(), Policy.DEFAULT_MAX_GROUPS));
    }

    private static Set<String> expected(Bundle bundle, Policy policy, Predicate<String> owns) {
        if (policy.detector().expected().isEmpty() || policy.groupBy().size() != 1) {
            return Set.of();
        }
        return bundle.resources().values().stream()
                .filter(resource -> resource.labels()
                        .entrySet()
                        .containsAll(policy.detector().expected().entrySet()))
                .map(resource -> Labels.key(Labels.of(policy.groupBy().get(0), resource.name())))
                .filter(owns)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Groups of this partition that are expected to speak. */
    Set<String> expected() {
        return expected;
    }

    boolean expects(String group) {
        return expected.contains(group);
    }

    /** Takes out some of the groups that are expected to speak and were not taken out before. */
    List<String> drainUnregistered(int limit) {
        List<String> drained = new ArrayList<>();
        while (drained.size() < limit && !unregistered.isEmpty()) {
            drained.add(unregistered.remove());
        }
        return drained;
    }

    private static StateTable<?> table(Trigger trigger, StateTables tables) {
        return switch (trigger) {
            case EVENT -> tables.windows;
            case DURATION -> tables.sustained;
            case SILENCE -> tables.absences;
        };
    }

    long alternativeBits(MatchedEvent.PolicyMatch match) {
        return index.mask(match.alternatives());
    }

    /** An event that clears does not count as well. */
    boolean clears(long alternatives) {
        return (alternatives & clears) != 0;
    }

    boolean counts(long alternatives) {
        return (alternatives & index.of()) != 0;
    }

    boolean uses(long alternatives) {
        return (alternatives & used) != 0;
    }

    /** Whether the end of an alert counts as well. */
    boolean countsEnds() {
        return policy.detector().countsTransitions();
    }

    /** Whether the event has what the detector needs. */
    boolean isComplete(Event event) {
        return events == null || events.isComplete(event);
    }

    /** The reason that a firing at this event gives. */
    Firing explained(Firing firing, Event event) {
        return events == null ? firing : firing.because(events.because(event, firing));
    }

    /** Of a source that is gone: none. */
    long haGrace(String source) {
        Source known = bundle.sources().get(source);
        return known == null ? 0 : known.settings().haGrace().toMillis();
    }

    /** @param time the event's, or for an old alert the earliest time that is allowed */
    DetectorEvent toDetectorEvent(Event event, long time, long alternatives, boolean clearing) {
        Alert alert = event.alert();
        int source = index.source(event.source());
        long data = clearing || events == null ? 0 : events.dataOf(event);
        // SymptomState has decided that this notification changes something, so its id must differ from those of
        // earlier notifications of the same alert.
        return alert == null
                ? DetectorEvent.of(time, event.id(), source, alternatives, clearing, data)
                : DetectorEvent.ofAlert(time, event.id(), alert.notifiedAt(), source, alternatives, clearing, data);
    }

    WindowState newWindowState(String group) {
        return new WindowState(namespace, group, new ReorderBuffer(newFold()));
    }

    WindowState readWindowState(Namespace of, String group, StateBytes.Reader in) {
        return new WindowState(of, group, new ReorderBuffer(in, newFold()));
    }

    private Fold newFold() {
        if (events == null) {
            throw new IllegalStateException(policy.name() + " is moved on by timers");
        }
        return events.newFold(index);
    }

    SustainedState newSustainedState(String group) {
        return new SustainedState(namespace, group, new WatermarkBuffer(newTimerFold()));
    }

    SustainedState readSustainedState(Namespace of, String group, StateBytes.Reader in) {
        return new SustainedState(of, group, new WatermarkBuffer(in, newTimerFold()));
    }

    private TimerFold newTimerFold() {
        if (policy.detector() instanceof TimerDetector timer) {
            return timer.newFold(index, policy.clears());
        }
        throw new IllegalStateException(policy.name() + " is not moved on by timers");
    }

    /** A symptom that only an event can clear is kept for longer. */
    long retentionOf(SymptomState symptom) {
        boolean clearedByAnEvent = !(policy.clears() instanceof Clearing.QuietFor);
        return StateTables.days(symptom.tracked && symptom.clearedAt == 0 && clearedByAnEvent ? 30 : 7);
    }
}
