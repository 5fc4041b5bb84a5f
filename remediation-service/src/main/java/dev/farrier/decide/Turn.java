package dev.farrier.decide;

import dev.farrier.decide.Effect.Audited;
import dev.farrier.decide.Effect.Changed;
import dev.farrier.decide.StateRecord.ActiveBundle;
import dev.farrier.decide.StateRecord.Closed;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.decide.StateRecord.UnusableBundle;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.model.Work;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One input being applied: the state it changes, the time it is decided at, and the effects so far. */
final class Turn {
    /** How long an incident stays in the incidents topic after its end. */
    private static final long KEEP_CLOSED = Duration.ofDays(30).toMillis();

    final DeciderState state;
    final DeciderSettings settings;
    final long now;
    private final Bundles bundles;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Incident> changed = new LinkedHashMap<>();

    Turn(DeciderState state, Bundles bundles, DeciderSettings settings, long now) {
        this.state = state;
        this.bundles = bundles;
        this.settings = settings;
        this.now = now;
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    /** The effects in order; each incident that changed once, as it stands now, behind everything else. */
    List<Effect> effects() {
        List<Effect> all = new ArrayList<>(effects);
        changed.values().forEach(incident -> all.add(new Changed(incident)));
        return all;
    }

    boolean halted() {
        HaltState halt = state.get(HaltState.KEY, HaltState.class);
        return halt != null && halt.halted();
    }

    /** The bundle that new incidents are decided under; null before the first was activated. */
    @Nullable
    Bundle activeBundle() {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        return active == null || !usable(active.commit()) ? null : bundles.bundle(active.commit());
    }

    /** False: nothing may be asked of its policies, and nothing is done for it but what a person orders. */
    boolean usable(Incident incident) {
        return usable(incident.commit());
    }

    private boolean usable(String commit) {
        return state.get(UnusableBundle.key(commit), UnusableBundle.class) == null;
    }

    /** It stands still. One that a person has cancelled only waits for its command to end. */
    boolean frozen(Incident incident) {
        return !usable(incident) && incident.work().cancelledBy().isEmpty();
    }

    Bundle bundle(Incident incident) {
        return bundles.bundle(incident.commit());
    }

    Policy policy(Incident incident) {
        Policy policy = bundle(incident).policies().get(incident.policy());
        if (policy == null) {
            throw new IllegalStateException("incident " + incident.id() + ": its commit " + incident.commit()
                    + " has no policy " + incident.policy());
        }
        return policy;
    }

    /** The incident's target; null for an incident about no resource. */
    @Nullable
    Resource resource(Incident incident) {
        return bundle(incident).resources().get(incident.target());
    }

    /** Keeps the incident without telling the incidents topic: for what changes often and matters little to a reader. */
    Incident remember(Incident incident) {
        state.put(new Held(incident, wakeAt(incident)));
        return incident;
    }

    Incident save(Incident incident) {
        changed.put(incident.id(), incident);
        return remember(incident);
    }

    /** Moves the incident and records it, when state or reason are new. An end is {@link Remediation#close}'s business. */
    Incident move(Incident incident, IncidentState to, Reason why, long until, String detail) {
        Transitions.check(incident.state(), to);
        boolean news = incident.state() != to || incident.reason() != why;
        Incident moved = incident.moved(to, why, until, now);
        if (news) {
            audit(Audits.state(this, moved, detail));
        }
        if (!news && incident.until() == until && !to.isOver()) {
            return remember(incident);
        }
        if (to.isOver()) {
            changed.put(moved.id(), moved);
            state.remove(Held.key(moved.id()));
            state.put(new Closed(moved.id(), now + KEEP_CLOSED));
            return moved;
        }
        return save(moved);
    }

    void audit(AuditRecord record) {
        effects.add(new Audited(record));
    }

    private long wakeAt(Incident incident) {
        Work.Active active = incident.work().active();
        if (!usable(incident)) {
            return frozen(incident) || active == null ? 0 : active.wakeAt();
        }
        long wake = earliest(incident.until(), active == null ? 0 : active.wakeAt());
        boolean waiting = incident.state() == IncidentState.VERIFYING && active == null && incident.until() == 0;
        return waiting ? earliest(wake, incident.work().verifyBy()) : wake;
    }

    private static long earliest(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }
}
