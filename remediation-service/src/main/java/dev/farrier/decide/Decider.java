package dev.farrier.decide;

import dev.farrier.decide.call.CallDispatcher;
import dev.farrier.decide.call.CallHandler;
import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.context.DecisionContext;
import dev.farrier.decide.state.AlarmGroup;
import dev.farrier.decide.state.BundleStateRecord.ActiveBundle;
import dev.farrier.decide.state.BundleStateRecord.UnusableBundle;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.InputRecord.OperatorWatermark;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.DeciderClock;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.BundleRefused;
import dev.farrier.model.BundleUsable;
import dev.farrier.model.CoreStarted;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Evidence;
import dev.farrier.model.Incident;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.OperatorProgress;
import dev.farrier.model.Outcome;
import dev.farrier.model.Progress;
import dev.farrier.model.SiteProgress;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Tick;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import dev.farrier.policy.Rung.Risk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A fold over the decider's log that takes every decision. Each input first advances the clock and fires the timers that are
 * due, in the order of due time and key; then it is applied. The same inputs with the same record times always give the same
 * effects and the same state.
 */
public final class Decider {
    /** A gap between two ticks adds at most this to the uptime, milliseconds: in a longer one the decider did not run. */
    private static final long LONGEST_GAP = 2_000;

    private final Bundles bundles;
    private final DeciderState state;
    private final DeciderSettings settings;

    public Decider(Bundles bundles, DeciderState state) {
        this(bundles, state, DeciderSettings.DEFAULT);
    }

    public Decider(Bundles bundles, DeciderState state, DeciderSettings settings) {
        this.bundles = bundles;
        this.state = state;
        this.settings = settings;
    }

    /**
     * Applies one record of the log.
     *
     * @param recordTime the record's append time, epoch milliseconds; the clock never goes back
     * @return the effects, in order
     * @throws dev.farrier.policy.UnknownCommitException when {@code bundles} lacks a commit in use that the log does not call
     *     unusable; the input was not applied as a whole, and this state must not be used any more
     */
    public List<Effect> apply(long recordTime, DeciderInput input) {
        DeciderClock before = state.get(DeciderClock.KEY, DeciderClock.class);
        long now = before == null ? recordTime : Math.max(before.now(), recordTime);
        DecisionContext context = new DecisionContext(state, bundles, settings, now, new WakeDispatcher());
        state.put(clock(before, now, input instanceof Tick));
        if (input instanceof OperatorInput operator && holdsBack(operator)) {
            OperatorInputHandler.handle(context, operator); // before a timer of the same instant starts something
        }
        context.waker.clockPassed(WakeCondition.LOG);
        switch (input) {
            case OperatorInput operator when holdsBack(operator) -> {}
            case Detection detection -> DetectionHandler.handle(context, detection);
            case Evidence evidence -> EvidenceHandler.handle(context, evidence);
            case Progress progress -> EvidenceHandler.handle(context, progress);
            case Outcome outcome -> CommandLifecycleHandler.handle(context, outcome);
            case WorkerReport report -> WorkerReportHandler.handle(context, report);
            case SiteProgress progress -> SiteHandler.handle(context, progress);
            case OperatorProgress progress -> handle(context, progress);
            case OperatorInput operator -> OperatorInputHandler.handle(context, operator);
            case CoreStarted started -> SigningKeyHandler.handle(context, started);
            case BundleUsable usable -> {
                BundleActivationHandler.handle(context, usable);
                HeldDetections.release(context);
            }
            case BundleRefused refused -> {
                BundleActivationHandler.handle(context, refused);
                HeldDetections.release(context);
            }
            case Tick tick -> {
                context.waker.clockPassed(WakeCondition.TICK);
                context.waker.clockPassed(WakeCondition.AWAKE);
                StuckChannelDetector.check(context);
                PolicyStopHandler.tell(context);
                StormHandler.tick(context);
            }
        }
        context.waker.settle();
        context.waker.resume();
        updateSharedCauses(context);
        // What is served changes the health of targets, and a domain that is well again wakes what waited for it.
        do {
            for (Map.Entry<String, Long> site : context.freedSites()) {
                CommandScheduler.serve(context, site.getKey(), site.getValue());
            }
            context.waker.settle();
        } while (updateSharedCauses(context));
        HaltHandler.endPauses(context);
        context.waker.settle();
        return context.effects();
    }

    private static boolean holdsBack(OperatorInput input) {
        return (input instanceof OperatorInput.Halt halt && !halt.ended())
                || input instanceof OperatorInput.AddSilence
                || input instanceof OperatorInput.BeginMaintenance;
    }

    private static boolean updateSharedCauses(DecisionContext context) {
        boolean wakes = SharedCauses.update(context);
        context.waker.settle();
        return wakes;
    }

    private static DeciderClock clock(@Nullable DeciderClock before, long now, boolean tick) {
        if (before == null) {
            return new DeciderClock(now, 0, tick ? now : 0, 0);
        }
        if (!tick) {
            return new DeciderClock(now, before.opened(), before.tickAt(), before.uptime());
        }
        long gap = before.tickAt() == 0 ? 0 : Math.min(LONGEST_GAP, now - before.tickAt());
        return new DeciderClock(now, before.opened(), now, before.uptime() + gap);
    }

    private static void handle(DecisionContext context, OperatorProgress progress) {
        if (progress.upTo() > context.operatorsReadUpTo()) {
            context.state.put(new OperatorWatermark(progress.upTo()));
            context.waker.clockPassed(WakeCondition.OPERATORS);
        }
    }

    /** True while records are left to wake that were too many for one input: any input wakes more. */
    public boolean hasBacklog() {
        return !state.backlog().isEmpty();
    }

    /** When the oldest undelivered call was made, by the decider's clock; 0: there is none. */
    public long undeliveredCallSince() {
        return CallHandler.undeliveredSince(state);
    }

    /** Names of the sites with outstanding commands, sorted. */
    public List<String> busySites() {
        return state.busySites();
    }

    /** Names of the sites whose topics can be used, sorted. */
    public SortedSet<String> sites() {
        SortedSet<String> sites = new TreeSet<>();
        state.forEach(SiteState.PREFIX, SiteState.class, site -> {
            if (site.usable()) {
                sites.add(site.site());
            }
        });
        return sites;
    }

    /**
     * Whether a worker could call a person now.
     *
     * @param now the decider's clock, epoch milliseconds
     * @throws dev.farrier.policy.UnknownCommitException when {@code bundles} lacks the commit in force
     */
    public boolean canCall(long now) {
        return CallDispatcher.canCall(new DecisionContext(state, bundles, settings, now, new WakeDispatcher()));
    }

    /** Descriptions of the channels that stand still. */
    public List<String> stuckChannels() {
        return StuckChannelDetector.stuck(state);
    }

    /** How much there is of what. Costs as much as there are incidents: not to be asked for at every input. */
    public DeciderSummary summary() {
        return DeciderSummary.of(state);
    }

    /**
     * The risk of the incident's present rung; empty: no rung has started.
     *
     * @throws dev.farrier.policy.UnknownCommitException when {@code bundles} lacks the commit of the incident
     */
    public Optional<Risk> risk(Incident incident) {
        Policy policy = bundles.bundle(incident.commit()).policies().get(incident.policy());
        int rung = incident.work().rung();
        return policy == null || rung < 0 || rung >= policy.remediate().size()
                ? Optional.empty()
                : Optional.of(policy.remediate().get(rung).risk());
    }

    /** True for an incident about Farrier itself. */
    public static boolean isAlarm(Incident incident) {
        return AlarmGroup.isAlarm(incident.group());
    }

    /** The key that this instance signs with, if the deployment signs with another; else empty. */
    public String keyMismatch() {
        return SigningKeyHandler.mismatch(state);
    }

    /** When a {@link Tick} is next needed, epoch milliseconds; empty: no timer is set. */
    public OptionalLong nextDue() {
        long due = state.nextDue();
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** The halts in force, the widest scope first. */
    public List<StandingHalt> halts() {
        return state.halts();
    }

    /** Commits whose activation is pending, in the order of the requests → why core refuses them; empty: it does not. */
    public Map<String, String> activations() {
        Map<String, String> all = new LinkedHashMap<>();
        BundleActivationHandler.pending(state)
                .forEach(activation -> all.put(activation.commit(), activation.refusal()));
        return all;
    }

    /** The commit in force, and those of open incidents and calls. */
    public SortedSet<String> inUse() {
        SortedSet<String> commits = new TreeSet<>();
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        if (active != null) {
            commits.add(active.commit());
            boolean standsIn = state.get(UnusableBundle.key(active.commit()), UnusableBundle.class) != null;
            if (standsIn && !active.previous().isEmpty()) {
                commits.add(active.previous());
            }
        }
        commits.addAll(state.commits());
        return commits;
    }

    /** Commits in use that this core cannot use. */
    public SortedSet<String> unusable() {
        SortedSet<String> commits = new TreeSet<>();
        state.forEach(UnusableBundle.PREFIX, UnusableBundle.class, unusable -> commits.add(unusable.commit()));
        return commits;
    }
}
