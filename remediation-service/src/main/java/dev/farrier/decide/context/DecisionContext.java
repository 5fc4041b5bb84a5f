package dev.farrier.decide.context;

import dev.farrier.decide.state.BundleStateRecord.ActiveBundle;
import dev.farrier.decide.state.BundleStateRecord.UnusableBundle;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.Effect.PublishAudit;
import dev.farrier.decide.state.Effect.PublishIncident;
import dev.farrier.decide.state.IncidentRecord.ClosedIncident;
import dev.farrier.decide.state.IncidentRecord.OpenIncident;
import dev.farrier.decide.state.IncidentRecord.TargetLease;
import dev.farrier.decide.state.IncidentTransitions;
import dev.farrier.decide.state.InputRecord.DetectWatermarks;
import dev.farrier.decide.state.InputRecord.OperatorWatermark;
import dev.farrier.decide.state.InputRecord.SourceLiveness;
import dev.farrier.decide.state.SiteRecord.SiteState;
import dev.farrier.decide.state.StateRecord.DeciderClock;
import dev.farrier.decide.state.StateRecord.DeploymentState;
import dev.farrier.decide.state.WakeCondition;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import dev.farrier.policy.budget.BudgetUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the handlers share while one input is applied: the state, the decider's clock, and the effects so far. */
public final class DecisionContext {
    /** How long an incident stays in the incidents topic after its end. */
    private static final long KEEP_CLOSED = Duration.ofDays(30).toMillis();

    public final DeciderState state;
    public final DeciderSettings settings;
    public final long now;

    public final Waker waker;

    /** Sites at which a slot may be free → since when each waits to be served. */
    private final Map<String, Long> freed = new TreeMap<>();

    private final Bundles bundles;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Incident> changed = new LinkedHashMap<>();

    public DecisionContext(DeciderState state, Bundles bundles, DeciderSettings defaults, long now, WakeHandler woken) {
        this.waker = new Waker(this, woken);
        this.state = state;
        this.bundles = bundles;
        this.now = now;
        DeploymentState deployment = state.get(DeploymentState.KEY, DeploymentState.class);
        this.settings =
                deployment == null ? defaults : new DeciderSettings(deployment.startWithin(), deployment.lossGrace());
    }

    public void markFreed(String site) {
        markFreed(site, now);
    }

    /** @param since when a slot became free there first; at most now */
    void markFreed(String site, long since) {
        freed.merge(site, since, Math::min);
    }

    /** The site that has waited longest comes first, so that no site can starve another. */
    public List<Map.Entry<String, Long>> freedSites() {
        return freed.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    public void emit(Effect effect) {
        effects.add(effect);
    }

    /** The effects in order; each changed incident is published once, as it is now, behind all else. */
    public List<Effect> effects() {
        List<Effect> all = new ArrayList<>(effects);
        changed.values().stream()
                .filter(incident -> !WatchdogRound.is(incident))
                .forEach(incident -> all.add(new PublishIncident(incident)));
        return all;
    }

    public DeciderClock clock() {
        return Objects.requireNonNull(state.get(DeciderClock.KEY, DeciderClock.class));
    }

    /** The clock of the condition's queue, epoch milliseconds; 0: it has not started. */
    public long clock(WakeCondition wait) {
        String queue = wait.queue();
        return switch (queue) {
            case WakeCondition.LOG -> now;
            case WakeCondition.TICK -> clock().tickAt();
            case WakeCondition.AWAKE -> clock().uptime();
            case WakeCondition.OPERATORS -> operatorsReadUpTo();
            default -> {
                String name = WakeCondition.nameOf(queue);
                if (WakeCondition.isSource(queue)) {
                    int slash = name.indexOf('/');
                    DetectWatermarks seen = state.get(
                            DetectWatermarks.key(Integer.parseInt(name.substring(0, slash))), DetectWatermarks.class);
                    yield seen == null ? 0 : seen.watermarks().getOrDefault(name.substring(slash + 1), 0L);
                } else if (queue.equals(WakeCondition.site(name))) {
                    SiteState site = site(name);
                    yield site == null ? 0 : site.upTo();
                } else if (queue.equals(WakeCondition.sourceLiveness(name))) {
                    SourceLiveness liveness = state.get(SourceLiveness.key(name), SourceLiveness.class);
                    yield liveness == null ? 0 : liveness.lastHeardAt();
                }
                yield HeartbeatTracker.lastHeartbeat(this, queue);
            }
        };
    }

    /** Read position of {@code operator-inputs}, epoch milliseconds; 0: it was not read yet. */
    public long operatorsReadUpTo() {
        OperatorWatermark clock = state.get(OperatorWatermark.KEY, OperatorWatermark.class);
        return clock == null ? 0 : clock.upTo();
    }

    @Nullable
    public SiteState site(String name) {
        return state.get(SiteState.key(name), SiteState.class);
    }

    /** The widest halt that holds the incident back; null: none does. */
    @Nullable
    public StandingHalt halt(Incident incident) {
        return state.halts().stream()
                .filter(halt ->
                        halt.scope().covers(incident.site(), incident.policy(), incident.target(), incident.id()))
                .findFirst()
                .orElse(null);
    }

    /** The bundle in force; null: there is none, or core cannot use it. */
    @Nullable
    public Bundle activeBundle() {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        return active == null || !isUsable(active.commit()) ? null : bundles.bundle(active.commit());
    }

    /** The bundle whose {@code escalate} serves for alarms: the one in force, else the one before it. */
    @Nullable
    public Bundle callingBundle() {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        if (active == null) {
            return null;
        }
        if (isUsable(active.commit())) {
            return bundles.bundle(active.commit());
        }
        return active.previous().isEmpty() || !isUsable(active.previous()) ? null : bundles.bundle(active.previous());
    }

    /** How far the budgets in force are used; the incident's own, while core can use none that is in force. */
    public BudgetUsage budgets(Incident incident) {
        Bundle inForce = callingBundle();
        return budgets(inForce == null ? bundle(incident) : inForce);
    }

    /** How far these budgets are used. What has left the inventory, and is held, is known from the policies of its incident. */
    public BudgetUsage budgets(Bundle used) {
        return state.health().usage(used, target -> {
            TargetLease lease = state.get(TargetLease.key(target), TargetLease.class);
            Incident holder = lease == null ? null : state.incident(lease.incident());
            return holder == null || !isUsable(holder) ? null : resource(holder);
        });
    }

    /** False when core cannot use the incident's policies: only an operator's order changes it then. */
    public boolean isUsable(Incident incident) {
        return isUsable(incident.commit());
    }

    private boolean isUsable(String commit) {
        return state.get(UnusableBundle.key(commit), UnusableBundle.class) == null;
    }

    /** True when the incident does nothing until core can use its policies. A cancelled one still waits for its command. */
    public boolean isFrozen(Incident incident) {
        return !isUsable(incident) && incident.work().cancelledBy().isEmpty();
    }

    public Bundle bundle(Incident incident) {
        return bundles.bundle(incident.commit());
    }

    public Policy policy(Incident incident) {
        Policy policy = bundle(incident).policies().get(incident.policy());
        if (policy == null) {
            throw new IllegalStateException("incident " + incident.id() + ": its commit " + incident.commit()
                    + " has no policy " + incident.policy());
        }
        return policy;
    }

    /** The incident's target; null for an incident about no resource. */
    @Nullable
    public Resource resource(Incident incident) {
        return WatchdogRound.is(incident)
                ? WatchdogRound.target(incident.target(), incident.site())
                : bundle(incident).resources().get(incident.target());
    }

    /**
     * Whether the inventory in force has the target. An incident that has begun goes on by its own; for one that has not, no
     * limit of a budget in force would count.
     */
    public boolean isInInventory(Incident incident) {
        Bundle inForce = callingBundle();
        return inForce == null
                || WatchdogRound.is(incident)
                || inForce.resources().containsKey(incident.target());
    }

    /**
     * Saves the incident without publishing it, for changes that are frequent and matter little to a reader. What it resumes on
     * stays the same while state, reason and step do.
     */
    public Incident saveUnpublished(Incident incident) {
        OpenIncident before = state.get(OpenIncident.key(incident.id()), OpenIncident.class);
        return saveUnpublished(
                incident, before != null && isAtSameStep(before.incident(), incident) ? before.resumeOn() : List.of());
    }

    private static boolean isAtSameStep(Incident before, Incident now) {
        return before.state() == now.state()
                && before.reason() == now.reason()
                && before.work().phase() == now.work().phase()
                && before.work().rung() == now.work().rung()
                && Objects.equals(before.work().active(), now.work().active());
    }

    private Incident saveUnpublished(Incident incident, List<WakeCondition> resumeOn) {
        OpenIncident before = state.get(OpenIncident.key(incident.id()), OpenIncident.class);
        List<String> heartbeats = before == null
                ? HeartbeatTracker.queuesOf(bundle(incident), policy(incident), incident.group())
                : before.heartbeats();
        state.put(new OpenIncident(incident, resumeOn, IncidentWakeConditions.of(this, incident), heartbeats));
        return incident;
    }

    /** Sets what the incident waits for before it resumes. */
    public Incident resumeOn(Incident incident, List<WakeCondition> resumeOn) {
        Incident current = state.incident(incident.id());
        return current == null ? incident : saveUnpublished(current, resumeOn);
    }

    public Incident save(Incident incident) {
        changed.put(incident.id(), incident);
        return saveUnpublished(incident);
    }

    /** Changes the incident's state, and writes the audit when state or reason are new. {@link RemediationWorkflow#close} ends one. */
    public Incident transition(Incident incident, IncidentState to, Reason why, long until, String detail) {
        IncidentTransitions.check(incident.state(), to);
        boolean changes = incident.state() != to || incident.reason() != why;
        Incident moved = incident.transitioned(to, why, until, now);
        if (changes) {
            audit(AuditRecords.state(this, moved, detail));
        }
        if (!changes && incident.until() == until && !to.isOver()) {
            return saveUnpublished(incident);
        }
        if (to.isOver()) {
            changed.put(moved.id(), moved);
            OpenIncident open = state.get(OpenIncident.key(moved.id()), OpenIncident.class);
            state.remove(OpenIncident.key(moved.id()));
            if (open != null) {
                HeartbeatTracker.forget(this, open.heartbeats());
            }
            if (WatchdogRound.is(moved)) {
                WatchdogRound.handleEnd(this, moved);
            } else {
                state.put(new ClosedIncident(moved.id(), now + KEEP_CLOSED));
            }
            return moved;
        }
        return save(moved);
    }

    public void audit(AuditRecord record) {
        boolean round = Watchdog.is(record.policy()) && !record.incident().isEmpty();
        if (!round) {
            effects.add(new PublishAudit(record));
            RungCounter.record(state, record, now);
        }
    }
}
