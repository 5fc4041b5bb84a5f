package dev.farrier.decide;

import dev.farrier.decide.Effect.Audited;
import dev.farrier.decide.Effect.Changed;
import dev.farrier.decide.StateRecord.ActiveBundle;
import dev.farrier.decide.StateRecord.Clock;
import dev.farrier.decide.StateRecord.Closed;
import dev.farrier.decide.StateRecord.Deployment;
import dev.farrier.decide.StateRecord.HaltState;
import dev.farrier.decide.StateRecord.Held;
import dev.farrier.decide.StateRecord.OperatorClock;
import dev.farrier.decide.StateRecord.Seen;
import dev.farrier.decide.StateRecord.Site;
import dev.farrier.decide.StateRecord.SourceLife;
import dev.farrier.decide.StateRecord.Speaker;
import dev.farrier.decide.StateRecord.UnusableBundle;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Bundles;
import dev.farrier.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One input being applied: the state it changes, the time it is decided at, and the effects so far. */
final class Turn {
    /** How long an incident stays in the incidents topic after its end. */
    private static final long KEEP_CLOSED = Duration.ofDays(30).toMillis();

    final DeciderState state;
    final DeciderSettings settings;
    final long now;

    final Waker waker = new Waker(this);

    /** Sites at which something has become free, or may be given out anew; and since when each waits to be served. */
    private final Map<String, Long> freed = new TreeMap<>();

    private final Bundles bundles;
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Incident> changed = new LinkedHashMap<>();

    Turn(DeciderState state, Bundles bundles, DeciderSettings defaults, long now) {
        this.state = state;
        this.bundles = bundles;
        this.now = now;
        Deployment deployment = state.get(Deployment.KEY, Deployment.class);
        this.settings =
                deployment == null ? defaults : new DeciderSettings(deployment.startWithin(), deployment.lossGrace());
    }

    void free(String site) {
        free(site, now);
    }

    /** @param since when something became free there first; at most now */
    void free(String site, long since) {
        freed.merge(site, since, Math::min);
    }

    /** These sites, and since when. Who has waited longest to be served comes first: no site can starve another. */
    List<Map.Entry<String, Long>> freed() {
        return freed.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .toList();
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

    Clock clock() {
        return Objects.requireNonNull(state.get(Clock.KEY, Clock.class));
    }

    /** Where this clock stands, epoch milliseconds; 0 when it has not begun. */
    long clock(Wait wait) {
        String queue = wait.queue();
        return switch (queue) {
            case Wait.LOG -> now;
            case Wait.TICK -> clock().tickAt();
            case Wait.AWAKE -> clock().awake();
            case Wait.OPERATORS -> operatorsReadUpTo();
            default -> {
                String name = Wait.nameOf(queue);
                if (Wait.isSource(queue)) {
                    int slash = name.indexOf('/');
                    Seen seen = state.get(Seen.key(Integer.parseInt(name.substring(0, slash))), Seen.class);
                    yield seen == null ? 0 : seen.watermarks().getOrDefault(name.substring(slash + 1), 0L);
                } else if (queue.equals(Wait.site(name))) {
                    Site site = site(name);
                    yield site == null ? 0 : site.upTo();
                } else if (queue.equals(Wait.life(name))) {
                    SourceLife life = state.get(SourceLife.key(name), SourceLife.class);
                    yield life == null ? 0 : life.heardAt();
                }
                Speaker speaker = state.get(Speaker.key(queue), Speaker.class);
                yield speaker == null ? 0 : speaker.at();
            }
        };
    }

    /** Up to when what people said has been read; 0: nothing yet. */
    long operatorsReadUpTo() {
        OperatorClock clock = state.get(OperatorClock.KEY, OperatorClock.class);
        return clock == null ? 0 : clock.upTo();
    }

    @Nullable
    Site site(String name) {
        return state.get(Site.key(name), Site.class);
    }

    @Nullable
    HaltState halt() {
        HaltState halt = state.get(HaltState.KEY, HaltState.class);
        return halt != null && halt.halted() ? halt : null;
    }

    boolean halted() {
        return halt() != null;
    }

    /** The bundle that new incidents are decided under; null before the first was activated. */
    @Nullable
    Bundle activeBundle() {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        return active == null || !usable(active.commit()) ? null : bundles.bundle(active.commit());
    }

    /** The bundle whose ways of calling are good for what concerns no policy: that in force, else the one before it. */
    @Nullable
    Bundle callingBundle() {
        ActiveBundle active = state.get(ActiveBundle.KEY, ActiveBundle.class);
        if (active == null) {
            return null;
        }
        if (usable(active.commit())) {
            return bundles.bundle(active.commit());
        }
        return active.before().isEmpty() || !usable(active.before()) ? null : bundles.bundle(active.before());
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

    /**
     * Keeps the incident without telling the incidents topic: for what changes often and matters little to a reader. It goes
     * on waiting for what it was parked for, as long as it stands where it stood.
     */
    Incident remember(Incident incident) {
        Held before = state.get(Held.key(incident.id()), Held.class);
        return remember(incident, before != null && stands(before.incident(), incident) ? before.parks() : List.of());
    }

    private static boolean stands(Incident before, Incident now) {
        return before.state() == now.state()
                && before.reason() == now.reason()
                && before.work().phase() == now.work().phase()
                && before.work().rung() == now.work().rung()
                && Objects.equals(before.work().active(), now.work().active());
    }

    private Incident remember(Incident incident, List<Wait> parks) {
        Held before = state.get(Held.key(incident.id()), Held.class);
        List<String> speakers =
                before == null ? Speakers.of(bundle(incident), policy(incident), incident.group()) : before.speakers();
        state.put(new Held(incident, parks, Watches.of(this, incident), speakers));
        return incident;
    }

    /** It waits for this before it goes on. */
    Incident park(Incident incident, List<Wait> parks) {
        Incident current = state.incident(incident.id());
        return current == null ? incident : remember(current, parks);
    }

    Incident save(Incident incident) {
        changed.put(incident.id(), incident);
        return remember(incident);
    }

    /** Moves the incident and records it, when state or reason are new. An end is {@link Remediation#close}'s business. */
    Incident move(Incident incident, IncidentState to, Reason why, long until, String detail) {
        Transitions.check(incident.state(), to);
        boolean news = incident.state() != to || incident.reason() != why;
        Incident moved = incident.transitioned(to, why, until, now);
        if (news) {
            audit(Audits.state(this, moved, detail));
        }
        if (!news && incident.until() == until && !to.isOver()) {
            return remember(incident);
        }
        if (to.isOver()) {
            changed.put(moved.id(), moved);
            Held held = state.get(Held.key(moved.id()), Held.class);
            state.remove(Held.key(moved.id()));
            if (held != null) {
                Speakers.forget(this, held.speakers());
            }
            state.put(new Closed(moved.id(), now + KEEP_CLOSED));
            return moved;
        }
        return save(moved);
    }

    void audit(AuditRecord record) {
        effects.add(new Audited(record));
    }
}
