package dev.farrier.replay;

import dev.farrier.decide.Effect;
import dev.farrier.detect.DetectorEngine;
import dev.farrier.detect.Tally;
import dev.farrier.match.MatchIndex;
import dev.farrier.match.Missed;
import dev.farrier.match.MissedCounts;
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
import dev.farrier.policy.Bundle;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Events of one source through match, detect and decide, with their own time as the only clock. Everything happens at the
 * time at which it would be known at the earliest: what is due before an event comes before it. Nothing is run; steps take
 * no time and end as they are assumed or recorded. The same events give the same lines.
 */
public final class Replay {
    /** So much later than any event that its source counts as alive whatever is asked. */
    private static final long ALIVE = Long.MAX_VALUE / 4;

    /** How long after the last event the decider's timers may run on. */
    private static final long HORIZON = Duration.ofDays(31).toMillis();

    private final Bundle bundle;
    private final MatchIndex match;
    private final MissedCounts missed = new MissedCounts();
    private final DetectorEngine detect;
    private final CommandOutcomes outcomes;
    private final Transcript transcript;
    private final Set<String> shadows;
    /**
     * For all policies that enforce, under the empty name; and for each that would be in shadow one of its own, as in a
     * deployment, from its first detection on.
     */
    private final SortedMap<String, Decisions> decisions = new TreeMap<>();

    private @Nullable Listener listener;
    private final Map<Tally.What, Long> leftOut = new EnumMap<>(Tally.What.class);
    private long clock = Long.MIN_VALUE;
    /** Up to where the decider was told that everything was read. */
    private long readUpTo = Long.MIN_VALUE;

    /** What {@link #next} has found, while nothing has changed since; {@link Long#MIN_VALUE}: not known. */
    private long next = Long.MIN_VALUE;

    private boolean ended;
    private long matched;

    /**
     * @param plan one that {@link ReplayPlan} has made
     * @param out gets every line, in order
     */
    public Replay(ReplayPlan plan, CommandOutcomes outcomes, Consumer<ReplayLine> out) {
        this(plan, outcomes, out, PatternEngine.PORTABLE);
    }

    /** @param engine for the patterns that policies look for */
    public Replay(ReplayPlan plan, CommandOutcomes outcomes, Consumer<ReplayLine> out, PatternEngine engine) {
        this.bundle = plan.bundle();
        this.match = MatchIndex.compile(bundle, missed, engine);
        this.outcomes = outcomes;
        this.transcript = new Transcript(out);
        this.shadows = plan.shadows();
        this.detect = DetectorEngine.assumingLiveSources((what, policy) -> leftOut.merge(what, 1L, Long::sum));
    }

    /** Hears everything that is decided. */
    @FunctionalInterface
    public interface Listener {
        /** @param at the decider's clock, epoch milliseconds */
        void decided(long at, DeciderInput input, List<Effect> effects);
    }

    /** From now on; in place of the one before. */
    public void listener(Listener hears) {
        listener = hears;
        decisions.values().forEach(some -> some.listener(hears));
    }

    /** Takes the next event. One that is older than the last is decided upon at the time of the last. */
    public void accept(Event event) {
        if (clock == Long.MIN_VALUE) {
            begin(event.time());
        }
        long now = Math.max(clock, event.time());
        passTo(now);
        clock = now;
        missed.nextEvent();
        for (MatchedEvent signal : match.match(event)) {
            matched++;
            next = Long.MIN_VALUE;
            tell(detect.onSignal(signal, bundle, now), now, now - 1);
            tell(detect.onSignal(marker(now), bundle, now), now, now - 1);
        }
    }

    /** No event comes any more: detectors stop, what was decided runs its course. */
    public void finish() {
        if (clock == Long.MIN_VALUE) {
            return;
        }
        ended = true;
        next = Long.MIN_VALUE;
        long horizon = clock + HORIZON;
        while (isUnderWay()) {
            long next = next();
            if (next > horizon) {
                return;
            }
            pass(next, true);
        }
    }

    /** How many events concerned a policy, once for each distinct group. */
    public long matched() {
        return matched;
    }

    /** Policies of which a {@code where} has failed, or whose events lack a label that they group by; by name. */
    public SortedMap<String, Missed> missed() {
        return missed.byPolicy();
    }

    /** How many events were left out, and why; nothing for what did not happen. */
    public Map<Tally.What, Long> leftOut() {
        return Map.copyOf(leftOut);
    }

    private void begin(long time) {
        clock = time;
        // Who is expected to speak has the full time from here on.
        detect.onSignal(marker(time), bundle, time);
        decisions("", time);
    }

    private Decisions decisions(String policy, long now) {
        return decisions.computeIfAbsent(shadows.contains(policy) ? policy : "", name -> {
            Decisions begun = new Decisions(bundle, outcomes, transcript);
            if (listener != null) {
                begun.listener(listener);
            }
            begun.begin(now);
            return begun;
        });
    }

    private boolean isUnderWay() {
        return decisions.values().stream().anyMatch(some -> some.isUnderWay(readUpTo));
    }

    /** Silence is not complete while an event of the same time may come; the decider's timers go first. */
    private void passTo(long now) {
        for (long next = next(); next < now; next = next()) {
            pass(next, true);
        }
        while (nextTimer() <= now) {
            pass(now, false);
        }
    }

    /** When something is next due, epoch milliseconds; {@link Long#MAX_VALUE} when nothing is. */
    private long next() {
        if (next == Long.MIN_VALUE) {
            long due = ended ? Long.MAX_VALUE : detect.nextDue(bundle).orElse(Long.MAX_VALUE);
            long quiet = decisions.values().stream()
                    .mapToLong(some -> some.nextQuiet(readUpTo))
                    .min()
                    .orElse(Long.MAX_VALUE);
            next = Math.min(Math.min(due, nextTimer()), quiet);
        }
        return next;
    }

    private long nextTimer() {
        return decisions.values().stream().mapToLong(Decisions::nextDue).min().orElse(Long.MAX_VALUE);
    }

    /** @param complete all events of this time have been seen */
    private void pass(long time, boolean complete) {
        next = Long.MIN_VALUE;
        long now = Math.max(clock, time);
        clock = now;
        feed(now - 1, progress(now - 1));
        if (complete && !ended) {
            tell(detect.onSignal(marker(time + 1), bundle, now), now, now);
        }
        if (complete) {
            feed(now, progress(now));
        }
        feed(now, new Tick());
    }

    /** @param read what the decider may know to be read when it has heard of a detection */
    private void tell(List<DeciderInput> inputs, long now, long read) {
        next = Long.MIN_VALUE;
        for (DeciderInput input : inputs) {
            if (input instanceof Detection detection) {
                Decisions concerned = decisions(detection.policy(), now);
                concerned.feed(now, detection);
                concerned.feed(now, progress(read));
            } else if (input instanceof Evidence evidence) {
                decisions(evidence.policy(), now).feed(now, evidence);
            }
        }
    }

    private void feed(long now, DeciderInput input) {
        next = Long.MIN_VALUE;
        decisions.values().forEach(some -> some.feed(now, input));
    }

    private Progress progress(long read) {
        readUpTo = Math.max(readUpTo, read);
        SortedMap<String, Long> watermarks = new TreeMap<>();
        SortedMap<String, SortedMap<String, Long>> heard = new TreeMap<>();
        for (String source : bundle.sources().keySet()) {
            watermarks.put(source, readUpTo);
            heard.put(source, new TreeMap<>(Map.of(Labels.key(Labels.empty()), ALIVE)));
        }
        return new Progress(0, watermarks, heard);
    }

    private ProgressMarker marker(long watermark) {
        return new ProgressMarker(bundle.sources().keySet().stream()
                .map(source -> new ProgressMarker.SourceProgress(source, "", 0, 1, watermark, 0, new TreeMap<>()))
                .toList());
    }
}
