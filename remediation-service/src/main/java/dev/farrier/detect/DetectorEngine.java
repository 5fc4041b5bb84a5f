package dev.farrier.detect;

import static dev.farrier.detect.state.StateEntry.NEVER;

import dev.farrier.detect.DropCounter.DropReason;
import dev.farrier.detect.fold.Firing;
import dev.farrier.detect.fold.PartialMatch;
import dev.farrier.detect.state.GroupStore;
import dev.farrier.detect.state.HeapGroupStore;
import dev.farrier.detect.state.StableHash;
import dev.farrier.detect.state.StateTable.TableLimits;
import dev.farrier.detect.time.SourceClocks;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.DetectionBuilder;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Progress;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Detector.Trigger;
import dev.farrier.policy.Policy;
import dev.farrier.policy.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One detect task: takes the signals of one partition, and returns detections, evidence and progress for the decider. All
 * state that must survive a restart is in the {@link GroupStore}. How far the sources were read, and who was heard, is in
 * memory only: after a restart the next markers say it, and until then no detector fires on silence or duration.
 *
 * <p>Events are put in order within the lateness of the policy's sources ({@link dev.farrier.detect.time.ReorderBuffer}), which
 * is judged per group: an event older than its group's newest by more than that is counted and not evaluated. Alerts are
 * never late: one that is older counts when it is heard of. The same event twice changes nothing, nor does an alert that is
 * sent again.
 *
 * <p>A group that has fired is followed, and its evidence sent, for a week after its last match, or 30 days when only an
 * event can tell that its symptom has ended. Of groups, a policy keeps {@link Policy#maxGroups} in a partition: for one more,
 * the one that was idle for the longest time is forgotten. An absence looks at groups that spoke within the last 30 days. A
 * policy whose detector is edited counts afresh; a group that fell silent before is known to the new detector only when it speaks again.
 */
public final class DetectorEngine {
    /** As many groups as the policy says; 50,000 cached objects of each kind of state. */
    static final TableLimits LIMITS = new TableLimits(Integer.MAX_VALUE, 50_000, false);

    private static final int IDLE_BATCH = 1_000;
    private static final int EVIDENCE_BATCH = 10_000;
    /**
     * Stream time between two reports of evidence and progress, milliseconds. Markers come each second: a little less, so
     * that one that comes early is not passed over.
     */
    static final long REPORT_EVERY = 900;
    /** Keeps a record with what was heard well below 900 kB, also when every character takes three bytes. */
    private static final int HEARD_CHARACTERS = 200_000;

    private final TaskAssignment assignment;
    private final StateTables tables;
    private final DetectorRegistry detectors;
    private final SourceClocks sourceClocks;
    private final TimerEvaluator timers;
    private final boolean assumeAlive;
    private final DropCounter drops;
    private final long reportEvery;
    private long now;
    private long reportedAt = NEVER;

    /** The bundles before the current one: when a policy changes, signals made under the old one are still on their way. */
    @FunctionalInterface
    public interface EarlierBundles {
        /** The newest bundle whose policy of this name has this detector hash; empty when none is at hand. */
        Optional<Bundle> withDetector(String policy, String detector);
    }

    /**
     * What one task is responsible for.
     *
     * @param partition the detect partition whose signals it gets
     * @param partitions how many there are; the one that a source's name hashes to reports who was heard
     * @param owns whether the signals of a group, as {@link Labels#key} writes it, come in this partition
     */
    public record TaskAssignment(int partition, int partitions, Predicate<String> owns) {
        /** The only partition there is. */
        public static final TaskAssignment WHOLE = new TaskAssignment(0, 1, group -> true);
    }

    /** @param store holds only this partition's state */
    public DetectorEngine(TaskAssignment assignment, GroupStore store, EarlierBundles earlier, DropCounter drops) {
        this(assignment, store, LIMITS, earlier, drops, false, REPORT_EVERY);
    }

    DetectorEngine(
            TaskAssignment assignment,
            GroupStore store,
            TableLimits limits,
            EarlierBundles earlier,
            DropCounter drops,
            boolean assumeAlive,
            long reportEvery) {
        this.assignment = assignment;
        this.tables = new StateTables(store, limits, drops);
        this.detectors = new DetectorRegistry(tables, earlier, assignment.owns());
        this.sourceClocks = new SourceClocks(source -> drops.count(DropReason.SPEAKER_FORGOTTEN, source), assumeAlive);
        this.drops = drops;
        this.reportEvery = reportEvery;
        this.timers = new TimerEvaluator(tables);
        this.assumeAlive = assumeAlive;
    }

    /**
     * For replay: one partition, sources that are alive throughout by assumption, a report for every marker, and nothing
     * that survives.
     */
    public static DetectorEngine assumingLiveSources(DropCounter drops) {
        return inMemory(drops, true, 0);
    }

    /** For policy tests: one partition, and nothing that survives. */
    public static DetectorEngine inMemory(DropCounter drops) {
        return inMemory(drops, false, REPORT_EVERY);
    }

    private static DetectorEngine inMemory(DropCounter drops, boolean assumeAlive, long reportEvery) {
        return new DetectorEngine(
                TaskAssignment.WHOLE,
                new HeapGroupStore(),
                new TableLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, true),
                (policy, detector) -> Optional.empty(),
                drops,
                assumeAlive,
                reportEvery);
    }

    /**
     * Takes in the next signal.
     *
     * @param bundle the current commit
     * @param streamTime the signal's append time, epoch milliseconds
     * @return what to send to the decider, in this order
     * @throws IllegalStateException when a newer version has written the state: stop, nothing was changed
     */
    public List<DeciderInput> onSignal(Signal signal, Bundle bundle, long streamTime) {
        now = Math.max(Math.max(now, streamTime), 1);
        detectors.follow(bundle);
        List<DeciderInput> out = new ArrayList<>();
        switch (signal) {
            case MatchedEvent event -> onEvent(event, out);
            case ProgressMarker marker -> onMarker(marker, bundle, out);
        }
        return out;
    }

    /**
     * How far a policy's detector is with a group after the signals so far. Computed when it is asked for; it changes nothing.
     *
     * @param policy name of one of the bundle
     * @param group as {@link Labels#key} writes it; one of which nothing was heard may be asked about too
     * @param at event time, epoch milliseconds, not before the group's last event
     */
    public PartialMatch progress(Bundle bundle, String policy, String group, long at) {
        detectors.follow(bundle);
        PolicyDetector detector = detectors.inForce(policy);
        return switch (detector.trigger) {
            case EVENT -> {
                WindowState known = tables.windows.get(detector.namespace, group, detector::readWindowState);
                yield (known == null ? detector.newWindowState(group) : known).buffer.progress(at);
            }
            case DURATION -> {
                SustainedState known = tables.sustained.get(detector.namespace, group, detector::readSustainedState);
                yield (known == null ? detector.newSustainedState(group) : known).progress(detector, at);
            }
            case SILENCE -> {
                AbsenceState known = tables.absences.get(detector.namespace, group, AbsenceState::new);
                yield (known == null ? new AbsenceState(detector.namespace, group) : known).progress(detector, at);
            }
        };
    }

    /** Groups that were expected to speak and never did have the full time for it from the next engine on. */
    public void expectAnew() {
        detectors.timed().forEach(timers::expectAnew);
    }

    /** Brings the store up to date: before what was taken in so far is committed. Without it the store is behind. */
    public void flush() {
        tables.flush();
    }

    /**
     * When a detector may next fire on silence or duration, epoch milliseconds of event time. Empty: no group of this bundle
     * is scheduled.
     */
    public OptionalLong nextDue(Bundle bundle) {
        detectors.follow(bundle);
        return detectors.timed().stream()
                .mapToLong(detector -> (detector.trigger == Trigger.SILENCE ? tables.absences : tables.sustained)
                        .firstDue(detector.namespace))
                .filter(due -> due != NEVER)
                .min();
    }

    private void onEvent(MatchedEvent matched, List<DeciderInput> out) {
        String group = Labels.key(matched.group());
        for (MatchedEvent.PolicyMatch match : matched.matches()) {
            PolicyDetector detector = detectors.find(match);
            if (detector == null) {
                drops.count(DropReason.UNKNOWN_DETECTOR, match.policy());
                continue;
            }
            new EventHandler(
                            tables,
                            drops,
                            detector,
                            matched.event(),
                            group,
                            now,
                            firing -> out.add(detection(
                                    detector,
                                    matched.group(),
                                    group,
                                    firing,
                                    matched.event().annotations())))
                    .handle(detector.alternativeBits(match));
        }
    }

    private Detection detection(
            PolicyDetector detector,
            SortedMap<String, String> group,
            String key,
            Firing firing,
            SortedMap<String, String> annotations) {
        SymptomState symptom = tables.symptom(detector.symptoms, key);
        return DetectionBuilder.builder()
                .policy(detector.policy.name())
                .commit(detector.bundle.commit())
                .group(group)
                .time(firing.time())
                .count(firing.count())
                .sources(firing.sources())
                .because(firing.because())
                .samples(firing.samples())
                .partition(assignment.partition())
                .firstEvent(firing.first())
                .symptomStart(symptom == null ? 0 : symptom.symptomStart)
                .annotations(annotations)
                .build();
    }

    private void onMarker(ProgressMarker marker, Bundle bundle, List<DeciderInput> out) {
        for (ProgressMarker.SourceProgress progress : marker.sources()) {
            Source source = bundle.sources().get(progress.source());
            sourceClocks.update(
                    progress, source == null ? null : source.liveness(), reportsSpeakersOf(progress.source()));
        }
        for (PolicyDetector detector : detectors.timed()) {
            SourceHealth sources = SourceHealth.of(detector, sourceClocks, assumeAlive);
            if (sources != null) {
                timers.evaluate(
                        detector,
                        sources,
                        now,
                        (group, firing) ->
                                out.add(detection(detector, Labels.parse(group), group, firing, Labels.empty())));
            }
        }
        if (reportedAt != NEVER && now < reportedAt + reportEvery) {
            return;
        }
        reportedAt = now;
        tables.forgetIdle(now, IDLE_BATCH);
        List<SymptomState> changed = tables.drainChanged(EVIDENCE_BATCH);
        for (SymptomState symptom : changed) {
            out.add(new Evidence(
                    symptom.policy(),
                    Labels.parse(symptom.group()),
                    symptom.lastMatch,
                    symptom.clearedAt,
                    assignment.partition()));
        }
        if (changed.size() < EVIDENCE_BATCH) {
            report(out);
        }
    }

    private boolean reportsSpeakersOf(String source) {
        return Math.floorMod(StableHash.of(source), assignment.partitions()) == assignment.partition();
    }

    private void report(List<DeciderInput> out) {
        SortedMap<String, Long> watermarks = sourceClocks.watermarks();
        SortedMap<String, SortedMap<String, Long>> heard = sourceClocks.drainHeartbeats(HEARD_CHARACTERS);
        while (!watermarks.isEmpty() || !heard.isEmpty()) {
            out.add(new Progress(assignment.partition(), watermarks, heard, sourceClocks.watchdogSince(heard)));
            watermarks = new TreeMap<>();
            heard = sourceClocks.drainHeartbeats(HEARD_CHARACTERS);
        }
    }
}
