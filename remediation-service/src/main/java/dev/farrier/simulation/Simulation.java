package dev.farrier.simulation;

import dev.farrier.decide.state.Effect;
import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.DropCounter;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.MatchListener;
import dev.farrier.match.PatternEngine;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.Evidence;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Signal;
import dev.farrier.policy.Bundle;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Match, detect and decide of the service, one after the other in one thread. The caller has the clock: it hands in events,
 * progress and ticks with the time at which they arrive. Nothing is run; commands end as {@link CommandOutcomes} says. The same
 * calls give the same transcript.
 */
public final class Simulation implements AutoCloseable {
    private final SimulationPlan plan;
    private final Pace pace;
    private final MatchIndex index;
    private final DetectorEngine detectors;
    private final CommandOutcomes outcomes;
    private final Transcript transcript;
    /** For all policies that enforce, under the empty name; and for each policy in shadow one of its own. */
    private final SortedMap<String, SimulatedDecider> deciders = new TreeMap<>();

    private @Nullable Listener listener;

    /** What a caller assumes about the deployment around the folds. */
    public enum Pace {
        /**
         * Every source is alive. With each input the decider's clock and those of operators and sites move to its time, and
         * a command ends at once. So everything happens at the time at which it can be known at the earliest.
         */
        EXACT,
        /**
         * As in a deployment: the caller says each second which sources were heard, and which clocks move. Commands end when
         * the caller calls {@link #settle}.
         */
        EACH_SECOND
    }

    /** Gets everything that is decided. */
    @FunctionalInterface
    public interface Listener {
        /** @param at the decider's clock, epoch milliseconds */
        void decided(long at, DeciderInput input, List<Effect> effects);
    }

    /**
     * How events are matched.
     *
     * @param engine for the patterns that policies look for
     * @param counters count events that could not be matched
     */
    public record Matching(PatternEngine engine, MatchListener counters) {}

    /**
     * @param drops counts what detect leaves out
     * @param out gets every line of the transcript, in order
     */
    public Simulation(
            SimulationPlan plan,
            Pace pace,
            Matching matching,
            CommandOutcomes outcomes,
            DropCounter drops,
            Consumer<TranscriptLine> out) {
        this.plan = plan;
        this.pace = pace;
        this.index = MatchIndex.compile(plan.bundle(), matching.counters(), matching.engine());
        this.detectors =
                pace == Pace.EXACT ? DetectorEngine.assumingLiveSources(drops) : DetectorEngine.inMemory(drops);
        this.outcomes = outcomes;
        this.transcript = new Transcript(out);
    }

    public Bundle bundle() {
        return plan.bundle();
    }

    /** Gets everything that is decided from now on, in place of the listener before. */
    public void listener(Listener newListener) {
        listener = newListener;
        deciders.values().forEach(decider -> decider.listener(newListener));
    }

    /** The policies that the event concerns, once for each distinct group. */
    public List<MatchedEvent> match(Event event) {
        return index.match(event);
    }

    /** What detect sends to the decider after this signal, in order. */
    public List<DeciderInput> detect(Signal signal, long now) {
        return detectors.onSignal(signal, bundle(), now);
    }

    /** When a detector may next fire on silence or duration, epoch milliseconds of event time. */
    public OptionalLong nextDetection() {
        return detectors.nextDue(bundle());
    }

    /** Starts the decider of the policies that enforce. */
    public void start(long now) {
        decider("", now);
    }

    /** A detection and its evidence go to the decider of their policy, everything else to all deciders. */
    public void decide(long now, DeciderInput input) {
        switch (input) {
            case Detection detection -> decide(now, detection.policy(), input);
            case Evidence evidence -> decide(now, evidence.policy(), input);
            default -> deciders.values().forEach(decider -> decider.apply(now, input));
        }
    }

    /** Only for the decider of one policy. */
    public void decide(long now, String policy, DeciderInput input) {
        decider(policy, now).apply(now, input);
    }

    private SimulatedDecider decider(String policy, long now) {
        return deciders.computeIfAbsent(plan.shadows().contains(policy) ? policy : "", name -> {
            SimulatedDecider started = new SimulatedDecider(bundle(), pace, outcomes, transcript);
            started.listener(listener);
            started.start(now);
            return started;
        });
    }

    /** Operators and workers were read up to now. */
    public void mark(long now) {
        deciders.values().forEach(decider -> decider.mark(now));
    }

    /** All commands that were sent end, and those that are sent because of it. */
    public void settle(long now) {
        deciders.values().forEach(decider -> decider.settle(now));
    }

    /** The decider needs another tick at once. */
    public boolean hasBacklog() {
        return deciders.values().stream().anyMatch(SimulatedDecider::hasBacklog);
    }

    /** When a timer of a decider is next due, epoch milliseconds; {@link Long#MAX_VALUE}: no timer is set. */
    public long nextTimer() {
        return first(SimulatedDecider::nextDue);
    }

    /** When an incident may next end because nothing came; {@link Long#MAX_VALUE}: no incident waits for that. */
    public long nextQuiet(long readUpTo) {
        return first(decider -> decider.nextQuiet(readUpTo));
    }

    private long first(ToLongFunction<SimulatedDecider> time) {
        return deciders.values().stream().mapToLong(time).min().orElse(Long.MAX_VALUE);
    }

    /** An incident has not come to its end, or to a person. */
    public boolean isUnderWay(long readUpTo) {
        return deciders.values().stream().anyMatch(decider -> decider.isUnderWay(readUpTo));
    }

    @Override
    public void close() {
        index.close();
    }
}
