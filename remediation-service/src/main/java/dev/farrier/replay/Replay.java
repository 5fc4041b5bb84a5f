package dev.farrier.replay;

import dev.farrier.detect.DropCounter;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.Evidence;
import dev.farrier.model.Labels;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Progress;
import dev.farrier.model.ProgressMarker;
import dev.farrier.model.Tick;
import dev.farrier.replay.report.ReplayMatchFailures;
import dev.farrier.simulation.CommandOutcomes;
import dev.farrier.simulation.Simulation;
import dev.farrier.simulation.Simulation.Matching;
import dev.farrier.simulation.Simulation.Pace;
import dev.farrier.simulation.SimulationPlan;
import dev.farrier.simulation.TranscriptLine;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A simulation on recorded events of one source, whose times are the clock: before it takes an event, it lets happen what is
 * due before the event's time. The same events give the same lines.
 */
public final class Replay {
    /** Later than any event, so its source counts as alive whatever is asked. */
    private static final long ALIVE = Long.MAX_VALUE / 4;
    /** How long after the last event the decider's timers may run on, milliseconds. */
    private static final long HORIZON = Duration.ofDays(31).toMillis();

    private final Simulation simulation;
    private final ReplayMatchFailures.Counter missed = new ReplayMatchFailures.Counter();
    private final Map<DropCounter.DropReason, Long> drops = new EnumMap<>(DropCounter.DropReason.class);
    private long clock = Long.MIN_VALUE;
    /** Up to when the decider knows all sources to be read. */
    private long readUpTo = Long.MIN_VALUE;
    /** What {@link #next} has found; {@link Long#MIN_VALUE}: something has changed since. */
    private long next = Long.MIN_VALUE;

    private boolean ended;
    private long matched;

    /** @param out gets every line, in order */
    public Replay(SimulationPlan plan, CommandOutcomes outcomes, Consumer<TranscriptLine> out) {
        this(plan, outcomes, out, PatternEngine.PORTABLE);
    }

    /** @param engine for the patterns that policies look for */
    public Replay(SimulationPlan plan, CommandOutcomes outcomes, Consumer<TranscriptLine> out, PatternEngine engine) {
        simulation = new Simulation(
                plan,
                Pace.EXACT,
                new Matching(engine, missed),
                outcomes,
                (what, policy) -> drops.merge(what, 1L, Long::sum),
                out);
    }

    /** Gets everything that is decided from now on, in place of the listener before. */
    public void listener(Simulation.Listener listener) {
        simulation.listener(listener);
    }

    /** Takes the next event. One that is older than the last counts at the time of the last. */
    public void accept(Event event) {
        if (clock == Long.MIN_VALUE) {
            clock = event.time();
            // A speaker that the policies expect has its full time from here on.
            simulation.detect(marker(clock), clock);
            simulation.start(clock);
        }
        long now = Math.max(clock, event.time());
        passTo(now);
        clock = now;
        missed.nextEvent();
        for (MatchedEvent signal : simulation.match(event)) {
            matched++;
            next = Long.MIN_VALUE;
            decide(simulation.detect(signal, now), now, now - 1);
            decide(simulation.detect(marker(now), now), now, now - 1);
        }
    }

    /** No event comes any more: detectors stop, and open incidents run their course. */
    public void finish() {
        if (clock == Long.MIN_VALUE) {
            return;
        }
        ended = true;
        next = Long.MIN_VALUE;
        long horizon = clock + HORIZON;
        while (simulation.isUnderWay(readUpTo)) {
            long due = next();
            if (due > horizon) {
                return;
            }
            pass(due, true);
        }
    }

    /** How many events concerned a policy, once for each distinct group. */
    public long matched() {
        return matched;
    }

    /** By name, the policies whose {@code where} failed, or whose events lack a label that they group by. */
    public SortedMap<String, ReplayMatchFailures> missed() {
        return missed.byPolicy();
    }

    /** How many events detect left out, by reason; without the reasons that did not occur. */
    public Map<DropCounter.DropReason, Long> drops() {
        return Map.copyOf(drops);
    }

    /** Another event of this very time may come, so silence up to it is not complete; but the decider's timers are due. */
    private void passTo(long now) {
        for (long due = next(); due < now; due = next()) {
            pass(due, true);
        }
        while (simulation.nextTimer() <= now) {
            pass(now, false);
        }
    }

    /** When something is next due, epoch milliseconds; {@link Long#MAX_VALUE}: nothing is. */
    private long next() {
        if (next == Long.MIN_VALUE) {
            long detection = ended ? Long.MAX_VALUE : simulation.nextDetection().orElse(Long.MAX_VALUE);
            next = Math.min(Math.min(detection, simulation.nextTimer()), simulation.nextQuiet(readUpTo));
        }
        return next;
    }

    /** @param complete no more event of this time comes */
    private void pass(long time, boolean complete) {
        long now = Math.max(clock, time);
        clock = now;
        decide(now, progress(now - 1));
        if (complete && !ended) {
            decide(simulation.detect(marker(time + 1), now), now, now);
        }
        if (complete) {
            decide(now, progress(now));
        }
        decide(now, new Tick());
    }

    /** @param read up to when the decider may know the sources to be read once it has got a detection */
    private void decide(List<DeciderInput> inputs, long now, long read) {
        for (DeciderInput input : inputs) {
            if (input instanceof Detection detection) {
                decide(now, detection);
                simulation.decide(now, detection.policy(), progress(read));
            } else if (input instanceof Evidence) {
                decide(now, input);
            }
        }
    }

    private void decide(long now, DeciderInput input) {
        next = Long.MIN_VALUE;
        simulation.decide(now, input);
    }

    private Progress progress(long read) {
        readUpTo = Math.max(readUpTo, read);
        SortedMap<String, Long> watermarks = new TreeMap<>();
        SortedMap<String, SortedMap<String, Long>> speakers = new TreeMap<>();
        for (String source : simulation.bundle().sources().keySet()) {
            watermarks.put(source, readUpTo);
            speakers.put(source, new TreeMap<>(Map.of(Labels.key(Labels.empty()), ALIVE)));
        }
        return new Progress(0, watermarks, speakers);
    }

    private ProgressMarker marker(long watermark) {
        return new ProgressMarker(simulation.bundle().sources().keySet().stream()
                .map(source -> new ProgressMarker.SourceProgress(source, "", 0, 1, watermark, 0, new TreeMap<>()))
                .toList());
    }
}
