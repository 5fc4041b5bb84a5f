package dev.farrier.app.monitor;

import dev.farrier.decide.Decider;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of incidents, and how long that took. Called on the decider's thread. */
final class IncidentMeters {
    /** A label without a value. */
    private static final String UNKNOWN = "unknown";

    /** What became of an incident. */
    enum IncidentResult {
        HEALED,
        CALLED,
        CLEARED,
        CANCELLED,
        SUPPRESSED
    }

    private final MeterRegistry registry;
    /** Open incidents that a person was called for, and counted so. */
    private final Set<String> called = new HashSet<>();
    /** Incidents of which a rung has started with the input that is being applied. */
    private final Set<String> started = new HashSet<>();

    private @Nullable Decider decider;

    IncidentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void restored(Decider newDecider) {
        decider = newDecider;
        started.clear();
        called.clear();
        called.addAll(newDecider.summary().escalated());
    }

    /** The audit of an input comes before the incidents that it has changed. */
    void audited(AuditRecord audit) {
        if (audit.kind() == AuditRecord.AuditKind.STATE && audit.reason() == Reason.RELAPSED) {
            Meters.RELAPSES.count(registry, 1, audit.policy());
        }
        if (audit.kind() == AuditRecord.AuditKind.STATE && audit.reason() == Reason.GUARDS_PASSED) {
            started.add(audit.incident());
        }
    }

    void changed(Incident incident) {
        boolean starts = started.remove(incident.id());
        if (incident.shadow() || Decider.isAlarm(incident)) {
            return;
        }
        if (starts && incident.history().isEmpty()) {
            Duration waited = between(incident.openedAt(), incident.updatedAt());
            Meters.TIME_TO_DECIDE
                    .timer(registry, risk(incident), incident.site())
                    .record(waited);
            Meters.POLICY_TIME_TO_DECIDE.timer(registry, incident.policy()).record(waited);
        }
        if (incident.state() == IncidentState.ESCALATED && called.add(incident.id())) {
            count(incident, IncidentResult.CALLED);
        }
        if (incident.state().isOver() && !called.remove(incident.id())) {
            count(incident, result(incident));
        }
    }

    private static IncidentResult result(Incident incident) {
        if (incident.state() == IncidentState.CANCELLED) {
            return IncidentResult.CANCELLED;
        }
        if (incident.state() == IncidentState.SUPPRESSED) {
            return IncidentResult.SUPPRESSED;
        }
        boolean helped = incident.work().rungStartedAt() > 0
                && (incident.reason() == Reason.CLEARED || incident.reason() == Reason.VERIFIED);
        return helped ? IncidentResult.HEALED : IncidentResult.CLEARED;
    }

    private void count(Incident incident, IncidentResult result) {
        Meters.INCIDENT_RESULTS.count(registry, 1, incident.policy(), Texts.code(result));
        if (result == IncidentResult.HEALED) {
            Duration took = between(incident.detection().time(), incident.closedAt());
            Meters.TIME_TO_HEAL.timer(registry, risk(incident), incident.site()).record(took);
            Meters.POLICY_TIME_TO_HEAL.timer(registry, incident.policy()).record(took);
        }
    }

    private static Duration between(long from, long to) {
        return Duration.ofMillis(Math.max(0, to - from));
    }

    private String risk(Incident incident) {
        try {
            return decider == null
                    ? UNKNOWN
                    : decider.risk(incident).map(Texts::code).orElse(UNKNOWN);
        } catch (UnknownCommitException e) {
            return UNKNOWN;
        }
    }
}
