package dev.farrier.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.state.Effect;
import dev.farrier.detect.DropCounter;
import dev.farrier.ingest.IngestResult;
import dev.farrier.model.Action;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Detection;
import dev.farrier.model.Event;
import dev.farrier.model.EventKind;
import dev.farrier.model.HaltScope;
import dev.farrier.model.HaltScope.ScopeKind;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Labels;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Purpose;
import dev.farrier.model.Reason;
import dev.farrier.model.SlotType;
import dev.farrier.model.StandingHalt;
import dev.farrier.model.Tick;
import dev.farrier.model.Verdict;
import dev.farrier.model.WorkerInstance;
import dev.farrier.telemetry.Meters;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsReporterTest {
    private static final long NOW = 1_700_000_000_000L;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MetricsReporter counting =
            new MetricsReporter(registry, InstantSource.fixed(Instant.ofEpochMilli(NOW)));

    @Test
    void shouldCountWhatWasRead() {
        Event event = Event.of("1", "probes", EventKind.LOG, NOW, "", "", Labels.empty());

        counting.read("probes", new IngestResult(List.of(event, event), List.of(), 3, 0, false));
        counting.deadLetter("");
        counting.unreadable("farrier.operator-inputs");

        assertThat(count(Meters.EVENTS, "source", "probes")).isEqualTo(2);
        assertThat(count(Meters.EVENTS_DROPPED, "source", "probes")).isEqualTo(3);
        assertThat(count(Meters.DEAD_LETTERS, "source", "")).isEqualTo(1);
        assertThat(count(Meters.UNREADABLE, "topic", "farrier.operator-inputs")).isEqualTo(1);
        assertThat(registry.find("farrier.dead.letters").counters())
                .as("a topic is no source")
                .hasSize(1);
    }

    @Test
    void shouldCountWhatWasLeftOut() {
        counting.labelMissing("stuck", "host");
        counting.conditionFailed("stuck", "no such key: x");
        counting.count(DropCounter.DropReason.UNKNOWN_DETECTOR, "stuck");

        assertThat(count(Meters.GROUP_LABEL_MISSING, "label", "host")).isEqualTo(1);
        assertThat(count(Meters.CONDITION_FAILED, "policy", "stuck")).isEqualTo(1);
        assertThat(count(Meters.DETECT_LEFT_OUT, "what", "unknown-detector")).isEqualTo(1);
    }

    @Test
    void shouldCountDecisionsMovesAndOutcomesFromTheAudit() {
        counting.effect(audited(AuditRecord.AuditKind.DECISION, Verdict.DEFER, null, Reason.COOLDOWN));
        counting.effect(audited(AuditRecord.AuditKind.STATE, null, IncidentState.AWAITING_APPROVAL, Reason.VERIFIED));
        counting.effect(audited(AuditRecord.AuditKind.OUTCOME, null, null, Reason.STEP_FAILED));
        counting.effect(audited(AuditRecord.AuditKind.REPEAT, null, null, Reason.REPEAT));

        assertThat(registry.get("farrier.decisions")
                        .tags("policy", "stuck", "verdict", "defer", "reason", "cooldown")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(count(Meters.INCIDENTS, "state", "awaiting-approval")).isEqualTo(1);
        assertThat(count(Meters.OUTCOMES, "reason", "step-failed")).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(3);
    }

    @Test
    void shouldForgetHowTheDeciderStoodWhenAnotherProcessDecides() {
        counting.halted(List.of(new StandingHalt(HaltScope.ALL, false, "ann", "drill", 1)));
        assertThat(counting.halts(ScopeKind.ALL)).isEqualTo(1);
        assertThat(counting.halts(ScopeKind.SITE)).isZero();

        counting.taskClosed();

        assertThat(counting.halts()).isEmpty();
        assertThat(counting.standing()).isEqualTo(DeciderStatus.NOBODY_DECIDES);
    }

    @Test
    void shouldCountCommandsByWhatTheyAreFor() {
        counting.effect(new Effect.SendCommand(command()));

        assertThat(count(Meters.COMMANDS, "purpose", "step")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-250,250", "1,0"})
    void shouldMeasureTheAgeOfADetection(long at, long expected) {
        counting.input(detection(NOW + at));
        counting.input(new Tick());

        assertThat(count(Meters.DETECTIONS, "policy", "stuck")).isEqualTo(1);
        Timer age = registry.get(Meters.DETECTION_AGE.meterName()).timer();
        assertThat(age.count()).isEqualTo(1);
        assertThat(age.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(expected);
    }

    private double count(Meters meter, String tag, String value) {
        return registry.get(meter.meterName()).tag(tag, value).counter().count();
    }

    private static Detection detection(long time) {
        return new Detection("stuck", "c", Labels.empty(), time, 1, List.of(), "", List.of(), 0);
    }

    private static Command command() {
        Action action = new Action.Process(List.of("true"), new TreeMap<>(), null, null);
        return new Command(
                "c-1",
                1,
                "i",
                "stuck",
                "c",
                "eu",
                new WorkerInstance("w", 1),
                SlotType.ACT,
                "mb-01",
                "restart",
                "stop",
                Purpose.STEP,
                "stop",
                action,
                NOW,
                NOW + 1,
                1,
                OnWorkerLoss.ESCALATE);
    }

    private static Effect audited(
            AuditRecord.AuditKind kind, @Nullable Verdict verdict, @Nullable IncidentState state, Reason reason) {
        return new Effect.PublishAudit(new AuditRecord(
                NOW,
                kind,
                "i",
                "stuck",
                "c",
                Labels.empty(),
                "",
                verdict,
                state,
                reason,
                0,
                "",
                "",
                "",
                "",
                Labels.empty(),
                "",
                1));
    }
}
