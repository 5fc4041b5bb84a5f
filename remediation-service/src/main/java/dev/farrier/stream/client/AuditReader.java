package dev.farrier.stream.client;

import dev.farrier.model.AuditRecord;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.serde.RecordCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what was decided.  */
public final class AuditReader {
    private static final RecordCodec<AuditRecord> CODEC = RecordCodec.of(AuditRecord.class);

    private final ClientConfig config;
    private final Topics topics;

    public AuditReader(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /**
     * An incident's whole story, in order.
     *
     * @param since appended at or after this moment, epoch milliseconds; an incident's {@code openedAt} spares reading what
     *     is older. 0: all that is kept
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer, or the topic does not exist
     */
    public List<AuditRecord> of(String incident, long since) {
        List<AuditRecord> story = new ArrayList<>();
        TopicReader.scan(config, topics.audit(), since, record -> {
            if (incident.equals(record.key()) && record.value() != null) {
                story.add(CODEC.decode(record.value()));
            }
        });
        // All have one key, so they come in order already, unless the topic has got more partitions meanwhile
        story.sort(Comparator.comparingLong(AuditRecord::time));
        return List.copyOf(story);
    }
}
