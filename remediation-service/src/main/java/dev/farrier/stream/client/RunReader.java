package dev.farrier.stream.client;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.model.Incident;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.replay.live.RecordedRun;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What a deployment has detected, decided and done over some time, from its decider's log, audit and incidents. */
public final class RunReader {
    /** Commands end, and incidents go on, after the last event that is of interest. */
    private static final long LATER = Duration.ofDays(1).toMillis();

    private static final RecordCodec<DeciderInput> INPUTS = RecordCodec.of(DeciderInput.class);
    private static final RecordCodec<AuditRecord> AUDITS = RecordCodec.of(AuditRecord.class);

    private final ClientConfig config;
    private final Topics topics;

    public RunReader(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /**
     * What was recorded at or after a moment, and before the end of the day after another; all incidents. Without what
     * workers say while a command runs: how it ends is of interest.
     *
     * @param from epoch milliseconds; {@link Long#MIN_VALUE}: from the beginning
     * @param to epoch milliseconds; {@link Long#MAX_VALUE}: all there is now
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer, or a topic does not exist
     */
    public RecordedRun read(long from, long to) {
        long since = Math.max(0, from);
        long before = to >= Long.MAX_VALUE - LATER ? Long.MAX_VALUE : to + LATER;
        List<RecordedRun.ReceivedDetection> detections = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        TopicReader.scan(config, topics.deciderLog(), since, before, record -> {
            DeciderInput input = INPUTS.decode(record.value());
            if (input instanceof Detection detection) {
                detections.add(new RecordedRun.ReceivedDetection(detection, record.timestamp()));
            } else if (input instanceof Outcome outcome && outcome.kind() != OutcomeKind.PROGRESS) {
                outcomes.add(outcome);
            }
        });
        List<AuditRecord> audit = new ArrayList<>();
        TopicReader.scan(config, topics.audit(), since, before, record -> audit.add(AUDITS.decode(record.value())));
        audit.sort(Comparator.comparingLong(AuditRecord::time));
        TreeMap<String, Incident> incidents = new TreeMap<>();
        IncidentReader.readOnce(config, topics).forEach(incident -> incidents.put(incident.id(), incident));
        return new RecordedRun(detections, outcomes, audit, incidents);
    }
}
