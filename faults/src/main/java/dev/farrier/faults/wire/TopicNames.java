package dev.farrier.faults.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** The topics' names by the ids that newer requests carry instead, as answers about metadata told them. */
final class TopicNames {
    private final Map<Uuid, String> names = new ConcurrentHashMap<>();

    void learn(RequestHeader asked, byte[] answer) {
        if (asked.apiKey() == ApiKeys.METADATA
                && AbstractResponse.parseResponse(ByteBuffer.wrap(answer), asked)
                        instanceof MetadataResponse metadata) {
            metadata.data().topics().forEach(topic -> {
                if (topic.name() != null) {
                    names.put(topic.topicId(), topic.name());
                }
            });
        }
    }

    /** The id's text when nobody has asked for the topic yet. */
    String of(Uuid id) {
        return names.getOrDefault(id, id.toString());
    }
}
