package dev.farrier.app.monitor;

import dev.farrier.decide.Decider;
import dev.farrier.decide.DeciderSummary;
import dev.farrier.decide.DeciderSummary.SiteSummary;
import dev.farrier.decide.DeciderSummary.WorkerCondition;
import dev.farrier.decide.state.RunRecord.DayOfRuns;
import dev.farrier.effect.RungRun.RunResult;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
import dev.farrier.model.Texts;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The gauges of what the decider holds: open incidents, what is held back and why, sites and slots, and how late the decider
 * is. All are 0 where another process decides, so that sums and maxima over all processes are right.
 */
final class DeciderMeters {
    /** A summary costs as much as there are incidents. */
    private static final long EVERY_MILLIS = 5_000;

    /** What holds incidents back, in the order of {@link Reason}. Others are metered from their first occurrence on. */
    private static final List<Reason> REASONS = List.of(
            Reason.HALTED,
            Reason.CATCHING_UP,
            Reason.SITE_BUSY,
            Reason.SIGNING_KEY,
            Reason.SOURCE_STALE,
            Reason.UNKNOWN_SITE,
            Reason.TARGET_BUSY,
            Reason.AWAITING_EVIDENCE,
            Reason.COOLDOWN,
            Reason.RATE_LIMITED,
            Reason.POLICY_STOPPED,
            Reason.STORM,
            Reason.NO_WORKER);

    /** Of more rungs than this there are no series: names change with each edit, and series stay. */
    private static final int MOST_RUNGS = 2_000;

    private record RungKey(String policy, String rung) {}

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Set<Reason> meteredReasons = new HashSet<>();
    private final Set<String> meteredSites = new HashSet<>();
    private final Set<RungKey> meteredRungs = new HashSet<>();
    private volatile Map<RungKey, DayOfRuns> runs = Map.of();
    private volatile DeciderSummary summary = DeciderSummary.EMPTY;
    /** Record time of the last tick; before the first one, when the state was restored; 0: another process decides. */
    private volatile long tickAt;

    private long summaryAt;

    DeciderMeters(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** To be called once, where the decider may run. */
    void register() {
        Meters.DECIDING.gauge(registry, () -> tickAt == 0 ? 0 : 1);
        Meters.DECIDER_BEHIND.gauge(registry, () -> tickAt == 0 ? 0 : Math.max(0, clock.millis() - tickAt) / 1_000.0);
        Meters.POLICIES_STOPPED.gauge(registry, () -> summary.stopped().size());
        Meters.STORMS.gauge(registry, () -> summary.storms().size());
        Meters.BUNDLES_UNUSABLE.gauge(registry, () -> summary.unusable().size());
        for (IncidentState state : IncidentState.values()) {
            if (!state.isOver()) {
                Meters.INCIDENTS_OPEN.gauge(registry, () -> summary.open().getOrDefault(state, 0), Texts.code(state));
            }
        }
        Meters.INCIDENTS_OWING.gauge(registry, () -> summary.owing());
        REASONS.forEach(this::meter);
    }

    void restored(Decider decider) {
        tickAt = clock.millis();
        update(decider);
    }

    /** @param now the tick's record time, epoch milliseconds */
    void ticked(Decider decider, long now) {
        tickAt = now;
        if (clock.millis() - summaryAt >= EVERY_MILLIS) {
            update(decider);
        }
    }

    void closed() {
        tickAt = 0;
        summary = DeciderSummary.EMPTY;
        runs = Map.of();
    }

    private void update(Decider decider) {
        summaryAt = clock.millis();
        DeciderSummary made = decider.summary();
        made.deferred().keySet().forEach(this::meter);
        made.sites().keySet().forEach(this::meter);
        Map<RungKey, DayOfRuns> byRung = new HashMap<>();
        made.runs().forEach(rung -> byRung.put(new RungKey(rung.policy(), rung.rung()), rung.runs()));
        runs = byRung;
        byRung.keySet().forEach(this::meter);
        summary = made;
    }

    private void meter(Reason reason) {
        if (meteredReasons.add(reason)) {
            Meters.INCIDENTS_DEFERRED.gauge(registry, () -> summary.deferred().getOrDefault(reason, 0), reason.code());
        }
    }

    private void meter(String site) {
        if (!meteredSites.add(site)) {
            return;
        }
        Meters.SITE_WAITING.gauge(registry, () -> of(site).waiting(), site);
        for (SlotType type : SlotType.values()) {
            Meters.SITE_SLOTS.gauge(registry, () -> of(site).slots().getOrDefault(type, 0), site, Texts.code(type));
            Meters.SITE_SLOTS_USED.gauge(registry, () -> of(site).used().getOrDefault(type, 0), site, Texts.code(type));
        }
        for (WorkerCondition condition : WorkerCondition.values()) {
            Meters.SITE_EXECUTORS.gauge(
                    registry, () -> of(site).workers().getOrDefault(condition, 0), site, Texts.code(condition));
        }
    }

    private void meter(RungKey rung) {
        if (meteredRungs.size() < MOST_RUNGS && meteredRungs.add(rung)) {
            meter(rung, RunResult.HEALED, DayOfRuns::healed);
            meter(rung, RunResult.DID_NOT_HELP, DayOfRuns::didNotHelp);
            meter(rung, RunResult.FAILED, DayOfRuns::failed);
            meter(rung, RunResult.OUTCOME_UNKNOWN, DayOfRuns::outcomeUnknown);
            meter(rung, RunResult.CANCELLED, DayOfRuns::cancelled);
        }
    }

    private void meter(RungKey rung, RunResult result, ToIntFunction<DayOfRuns> count) {
        Meters.RUNG_RUNS.gauge(
                registry,
                () -> {
                    DayOfRuns known = runs.get(rung);
                    return known == null ? 0 : count.applyAsInt(known);
                },
                rung.policy(),
                rung.rung(),
                Texts.code(result));
    }

    private SiteSummary of(String site) {
        return summary.sites().getOrDefault(site, SiteSummary.EMPTY);
    }
}
