package dev.farrier.stream.client;

import dev.farrier.model.AuditRecord;
import dev.farrier.model.DeciderInput;
import dev.farrier.model.Detection;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has happened lately: detections, and what was put down, that were appended at or after a moment, epoch milliseconds.
 * All methods throw {@link dev.farrier.stream.admin.KafkaUnavailableException} when the broker does not answer, or a topic
 * does not exist.
 */
public final class HistoryReader {
    private static final RecordCodec<DeciderInput> INPUTS = RecordCodec.of(DeciderInput.class);
    private static final RecordCodec<AuditRecord> AUDITS = RecordCodec.of(AuditRecord.class);

    private final ClientConfig config;
    private final Topics topics;

    public HistoryReader(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /** Of one policy, in the order in which the decider heard of them. */
    public List<Detection> detections(String policy, long since) {
        List<Detection> detections = new ArrayList<>();
        TopicReader.scan(config, topics.deciderLog(), since, record -> {
            if (INPUTS.decode(record.value()) instanceof Detection detection
                    && detection.policy().equals(policy)) {
                detections.add(detection);
            }
        });
        return List.copyOf(detections);
    }

    /** What was put down about one policy on one target, oldest first. */
    public List<AuditRecord> audit(String policy, String target, long since) {
        List<AuditRecord> audits = new ArrayList<>();
        TopicReader.scan(config, topics.audit(), since, record -> {
            AuditRecord audit = AUDITS.decode(record.value());
            if (audit.policy().equals(policy) && audit.target().equals(target)) {
                audits.add(audit);
            }
        });
        audits.sort(Comparator.comparingLong(AuditRecord::time));
        return List.copyOf(audits);
    }
}
