package dev.farrier.faults.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.decide.Decider;
import dev.farrier.decide.state.DeciderSettings;
import dev.farrier.decide.state.DeciderState;
import dev.farrier.decide.state.Effect;
import dev.farrier.decide.state.StateRecord;
import dev.farrier.faults.deployment.TopicRecording;
import dev.farrier.faults.deployment.TopicRecording.Recorded;
import dev.farrier.model.AuditRecord;
import dev.farrier.model.BundleHold;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.BundleRecord;
import dev.farrier.model.Command;
import dev.farrier.model.Control;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Event;
import dev.farrier.model.Incident;
import dev.farrier.model.IncidentState;
import dev.farrier.model.Marker;
import dev.farrier.model.OperatorInput;
import dev.farrier.model.Outcome;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.model.Signal;
import dev.farrier.model.SignedCommand;
import dev.farrier.model.WorkerReport;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.Topics;
import dev.farrier.stream.client.BundleCompiler;
import dev.farrier.stream.serde.RecordCodec;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the version before has written to its topics; how it was recorded is beside the file. */
class RecordedTopicsTest {
    private static final Topics TOPICS = Topics.withDefaultPrefix();
    /** What the old version ran with. */
    private static final DeciderSettings SETTINGS = new DeciderSettings(30_000, 20_000);

    private static final List<RecordCodec<?>> CODECS = List.of(
            RecordCodec.of(Event.class),
            RecordCodec.of(Signal.class),
            RecordCodec.of(OperatorInput.class),
            RecordCodec.of(DeciderInput.class),
            RecordCodec.of(Incident.class),
            RecordCodec.of(SignedCommand.class),
            RecordCodec.of(Control.class),
            RecordCodec.of(Outcome.class),
            RecordCodec.of(WorkerReport.class),
            RecordCodec.of(Marker.class),
            RecordCodec.of(BundleRecord.class),
            RecordCodec.of(BundleInfo.class),
            RecordCodec.of(BundleHold.class),
            RecordCodec.of(PolicySourceReport.class),
            RecordCodec.of(AuditRecord.class),
            RecordCodec.of(DeadLetter.class),
            RecordCodec.of(StateRecord.class));

    private static final Map<String, Bundle> BUNDLES = new HashMap<>();
    private static List<Recorded> recorded = List.of();

    @BeforeAll
    static void read() throws Exception {
        try (InputStream file = RecordedTopicsTest.class.getResourceAsStream("/recorded/topics.bin.gz")) {
            recorded = TopicRecording.read(Objects.requireNonNull(file));
        }
    }

    @Test
    void shouldReadEachRecord() {
        Map<String, Integer> read = new TreeMap<>();
        for (Recorded record : recorded) {
            if (record.value() == null || record.value().length == 0) {
                continue;
            }
            Object value = codec(record).decode(record.value());
            if (value instanceof SignedCommand signed) {
                RecordCodec.of(Command.class).decode(signed.command());
            }
            read.merge(record.topic(), 1, Integer::sum);
        }
        assertThat(read)
                .containsKeys(
                        TOPICS.signals(),
                        TOPICS.operatorInputs(),
                        TOPICS.deciderLog(),
                        TOPICS.incidents(),
                        TOPICS.commands("site-1"),
                        TOPICS.outcomes("site-1"),
                        TOPICS.bundles(),
                        TOPICS.audit(),
                        "farrier-core-decider-state-changelog");
    }

    private static RecordCodec<?> codec(Recorded record) {
        return CODECS.stream()
                .filter(codec -> codec.wrote(record.value()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no schema of this version wrote record " + record.offset() + " of " + record.topic()));
    }

    @Test
    void shouldComeToTheSameIncidentsByTheDecidersLog() {
        Map<String, String> byOldVersion = new TreeMap<>();
        values(TOPICS.incidents(), Incident.class).forEach((key, incident) -> byOldVersion.put(key, end(incident)));

        Decider decider = new Decider(RecordedTopicsTest::bundle, new DeciderState(), SETTINGS);
        Map<String, String> byThisVersion = new TreeMap<>();
        for (Recorded record : of(TOPICS.deciderLog())) {
            DeciderInput input = RecordCodec.of(DeciderInput.class).decode(record.value());
            for (Effect effect : decider.apply(record.time(), input)) {
                if (effect instanceof Effect.PublishIncident published) {
                    byThisVersion.put(published.incident().id(), end(published.incident()));
                }
            }
        }

        assertThat(byThisVersion).isEqualTo(byOldVersion);
        assertThat(byOldVersion.values())
                .anyMatch(end -> end.startsWith(IncidentState.RESOLVED.name()))
                .anyMatch(end -> end.startsWith(IncidentState.ESCALATED.name()));
    }

    @Test
    void shouldGoOnFromTheDecidersState() {
        Map<String, StateRecord> state = new LinkedHashMap<>();
        for (Recorded record : of("farrier-core-decider-state-changelog")) {
            String key = new String(Objects.requireNonNull(record.key()), StandardCharsets.UTF_8);
            if (record.value() == null) {
                state.remove(key);
            } else {
                state.put(key, RecordCodec.of(StateRecord.class).decode(record.value()));
            }
        }
        Decider decider =
                new Decider(RecordedTopicsTest::bundle, DeciderState.restore(List.copyOf(state.values())), SETTINGS);
        long open = values(TOPICS.incidents(), Incident.class).values().stream()
                .filter(incident -> incident.closedAt() == 0)
                .count();

        assertThat(open).isPositive();
        assertThat(decider.summary().open().values().stream()
                        .mapToLong(count -> count)
                        .sum())
                .isEqualTo(open);
    }

    private static String end(Incident incident) {
        return incident.state() + " " + incident.reason() + " opened " + incident.openedAt() + " closed "
                + incident.closedAt();
    }

    private static List<Recorded> of(String topic) {
        return recorded.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    /** Key → its last value. */
    private static <T> Map<String, T> values(String topic, Class<T> type) {
        Map<String, T> values = new LinkedHashMap<>();
        for (Recorded record : of(topic)) {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (RecordCodec.of(type).wrote(record.value())) {
                values.put(key, RecordCodec.of(type).decode(record.value()));
            }
        }
        return values;
    }

    private static Bundle bundle(String commit) {
        return BUNDLES.computeIfAbsent(commit, RecordedTopicsTest::compile);
    }

    private static Bundle compile(String commit) {
        return values(TOPICS.bundles(), BundleRecord.class).values().stream()
                .filter(bundle ->
                        bundle.commit().equals(commit) && !bundle.files().isEmpty())
                .findFirst()
                .map(bundle -> BundleCompiler.YAML.compile(commit, bundle.files()))
                .orElseThrow(() -> new UnknownCommitException("bundle " + commit + " was not recorded"));
    }
}
