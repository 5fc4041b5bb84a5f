package dev.farrier.app.monitor;

import dev.farrier.api.receiver.LossMeter;
import dev.farrier.decide.Decider;
import dev.farrier.decide.state.Effect;
import dev.farrier.detect.DropCounter.DropReason;
import dev.farrier.ingest.IngestResult;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.MatchedEvent;
import dev.farrier.model.Reason;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Texts;
import dev.farrier.model.Watchdog;
import dev.farrier.stream.topology.StageListener;
import dev.farrier.telemetry.AuditLine;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds what the stages report to the meters, and writes each decision to the log. */
public final class MetricsReporter implements StageListener, LossMeter {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsReporter.class);
    private static final Logger DECISIONS = LoggerFactory.getLogger("dev.farrier.decisions");

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final PolicyCounters policyCounters = new PolicyCounters();
    private final SourceLineMonitor sourceLines;
    private final DeciderMeters deciderMeters;
    private final IncidentMeters incidentMeters;
    private final WatchdogMonitor watchdog;
    private final Map<String, Long> watermarks = new ConcurrentHashMap<>();
    private volatile List<StandingHalt> halts = List.of();
    private volatile DeciderStatus standing = DeciderStatus.NOBODY_DECIDES;

    public MetricsReporter(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        this.sourceLines = new SourceLineMonitor(registry, clock);
        this.deciderMeters = new DeciderMeters(registry, clock);
        this.incidentMeters = new IncidentMeters(registry);
        this.watchdog = new WatchdogMonitor(registry, clock);
    }

    /** Registers what must be 0 before anything happens where the decider may run. */
    public void registerDecider() {
        deciderMeters.register();
        Meters.DETECTION_AGE.timer(registry);
    }

    public SourceLineMonitor sourceLines() {
        return sourceLines;
    }

    public PolicyCounters policyCounters() {
        return policyCounters;
    }

    /** The halts in force, as the decider of this process knows them, the widest scope first. */
    public List<StandingHalt> halts() {
        return halts;
    }

    /** How many of the kind are in force, as the decider of this process knows. */
    public long halts(ScopeKind kind) {
        return halts.stream().filter(halt -> halt.scope().kind() == kind).count();
    }

    public WatchdogMonitor watchdog() {
        return watchdog;
    }

    public DeciderStatus standing() {
        return standing;
    }

    @Override
    public void restored(Decider decider) {
        deciderMeters.restored(decider);
        incidentMeters.restored(decider);
    }

    @Override
    public void restarting(String application) {
        Meters.STREAMS_RESTARTS.count(registry, 1, application);
    }

    @Override
    public void watermark(String source, long time) {
        Long before = watermarks.get(source);
        if (Watchdog.is(source) || time == 0 || before != null && before >= time) {
            return;
        }
        watermarks.merge(source, time, Math::max);
        if (before == null) {
            Meters.SOURCE_WATERMARK.gauge(registry, () -> watermarks.getOrDefault(source, 0L) / 1_000.0, source);
        }
    }

    @Override
    public void standing(Decider decider, long now) {
        deciderMeters.ticked(decider, now);
        watchdog.ticked(decider, now);
        long since = decider.undeliveredCallSince();
        standing = new DeciderStatus(
                Set.copyOf(decider.busySites()),
                since == 0 ? 0 : Math.max(1, (now - since) / 1_000),
                decider.stuckChannels(),
                decider.keyMismatch());
    }

    @Override
    public void taskClosed() {
        // A foreign signing key stays foreign in whichever process the decider runs: this one can't take over.
        standing = DeciderStatus.NOBODY_DECIDES.withForeignKey(standing.foreignKey());
        halts = List.of();
        deciderMeters.closed();
        watchdog.closed();
    }

    @Override
    public void halted(List<StandingHalt> inForce) {
        halts = inForce;
    }

    @Override
    public void read(String source, IngestResult read) {
        stored(source, read.events().size(), read.dropped());
        own(source, read.own());
        if (read.repaired()) {
            Meters.RECORDS_REPAIRED.count(registry, 1, source);
        }
        sourceLines.recordLines(
                source, read.events().size() + read.leftOut(), read.rejected().size());
        if (read.truncated() != null) {
            truncated(source, read.truncated().alerts());
        }
    }

    @Override
    public void stored(String source, long events, long dropped) {
        Meters.EVENTS.count(registry, events, source);
        if (dropped > 0) {
            Meters.EVENTS_DROPPED.count(registry, dropped, source);
        }
    }

    @Override
    public void own(String source, long events) {
        if (events > 0) {
            Meters.OWN_OUTPUT.count(registry, events, source);
        }
    }

    @Override
    public void deadLetter(String source) {
        Meters.DEAD_LETTERS.count(registry, 1, source);
    }

    @Override
    public void times(String source, long fine, long late, long future, long furthest) {
        if (!Watchdog.is(source)) {
            sourceLines.recordTimes(source, fine, late, future, furthest);
        }
    }

    @Override
    public void truncated(String source, long alerts) {
        Meters.ALERTS_TRUNCATED.count(registry, alerts, source);
    }

    @Override
    public void tooLarge(String source) {
        Meters.REQUESTS_TOO_LARGE.count(registry, 1, source);
    }

    @Override
    public void unreadable(String topic) {
        Meters.UNREADABLE.count(registry, 1, topic);
    }

    @Override
    public void matched(MatchedEvent matched) {
        matched.matches().stream()
                .filter(match -> !Watchdog.is(match.policy()))
                .forEach(match -> policyCounters.matched(match.policy()));
    }

    @Override
    public void passedOver(String source) {
        Meters.EVENTS_PASSED_OVER.count(registry, 1, source);
    }

    @Override
    public void labelMissing(String policy, String label) {
        Meters.GROUP_LABEL_MISSING.count(registry, 1, policy, label);
        policyCounters.labelMissing(policy, label);
    }

    /** Logged each time that the number doubles: one failing event is seldom the only one. */
    @Override
    public void conditionFailed(String policy, String error) {
        Meters.CONDITION_FAILED.count(registry, 1, policy);
        policyCounters.failed(policy, error, clock.millis());
        long failed = failures.merge(policy, 1L, Long::sum);
        if (Long.bitCount(failed) == 1) {
            LOG.warn("policy {}: where has failed on {} events so far; the last error: {}", policy, failed, error);
        }
    }

    @Override
    public void count(DropReason what, String policy) {
        if (Watchdog.is(policy)) {
            return;
        }
        Meters.DETECT_LEFT_OUT.count(registry, 1, Texts.code(what), policy);
        if (what != DropReason.SPEAKER_FORGOTTEN) {
            policyCounters.leftOut(policy, Texts.code(what));
        }
    }

    @Override
    public void input(DeciderInput input) {
        if (input instanceof Detection detection && !Watchdog.is(detection.policy())) {
            Meters.DETECTIONS.count(registry, 1, detection.policy());
            policyCounters.detected(detection.policy());
            long age = Math.max(0, clock.millis() - detection.time());
            Meters.DETECTION_AGE.timer(registry).record(Duration.ofMillis(age));
        }
    }

    @Override
    public void effect(Effect effect) {
        switch (effect) {
            case Effect.SendCommand send when Watchdog.is(send.command().policy()) -> {}
            case Effect.SendCommand send ->
                Meters.COMMANDS.count(
                        registry,
                        1,
                        send.command().policy(),
                        Texts.code(send.command().purpose()));
            case Effect.PublishAudit audited -> count(audited.audit());
            case Effect.PublishIncident changed -> incidentMeters.changed(changed.incident());
            case Effect.CompleteRound round -> watchdog.completed(round.site(), round.begunAt());
            case Effect.RevokeCommand revoke -> {}
            case Effect.SendControl steer -> {}
            case Effect.Tombstone gone -> {}
        }
    }

    private void count(AuditRecord audit) {
        DECISIONS.info("{}", AuditLine.of(audit));
        if (Watchdog.is(audit.policy())) {
            return;
        }
        incidentMeters.audited(audit);
        switch (audit.kind()) {
            case DECISION ->
                Meters.DECISIONS.count(
                        registry,
                        1,
                        audit.policy(),
                        audit.verdict() == null ? "" : Texts.code(audit.verdict()),
                        audit.reason().code());
            case OUTCOME ->
                Meters.OUTCOMES.count(
                        registry, 1, audit.policy(), audit.reason().code());
            case STATE ->
                Meters.INCIDENTS.count(
                        registry,
                        1,
                        audit.policy(),
                        state(audit),
                        audit.reason().code());
            case OPERATOR -> {
                if (audit.reason() == Reason.POLICIES_REFUSED) {
                    Meters.BUNDLES_REFUSED.count(registry, 1);
                }
            }
            case COMMAND, WOULD_RUN, REPEAT -> {}
        }
    }

    private static String state(AuditRecord audit) {
        return audit.state() == null ? "" : Texts.code(audit.state());
    }
}
