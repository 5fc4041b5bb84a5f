package dev.farrier.faults.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A request as it stands on the wire, without its length.
 *
 * @param topics to which it produces
 * @param answered false: Kafka answers nothing
 */
record WireRequest(byte[] bytes, RequestHeader header, Set<String> topics, boolean answered) {
    /** Null: it is none of Kafka's requests. */
    static @Nullable WireRequest parse(byte[] bytes, TopicNames names) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            RequestHeader header = RequestHeader.parse(buffer);
            if (header.apiKey() != ApiKeys.PRODUCE) {
                return new WireRequest(bytes, header, Set.of(), true);
            }
            ProduceRequest produce = ProduceRequest.parse(new ByteBufferAccessor(buffer), header.apiVersion());
            Set<String> topics = produce.data().topicData().stream()
                    .map(topic -> topic.name().isEmpty() ? names.of(topic.topicId()) : topic.name())
                    .collect(Collectors.toUnmodifiableSet());
            return new WireRequest(bytes, header, topics, produce.acks() != 0);
        } catch (KafkaException | IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    ApiKeys kind() {
        return header.apiKey();
    }

    String client() {
        return header.clientId() == null ? "" : header.clientId();
    }

    /** The answer with this error, without its length. */
    byte[] answer(Errors error) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        RequestHeader.parse(buffer);
        AbstractRequest request = AbstractRequest.parseRequest(
                        header.apiKey(), header.apiVersion(), new ByteBufferAccessor(buffer))
                .request;
        AbstractResponse response = request.getErrorResponse(0, error.exception());
        var head = header.toResponseHeader();
        ByteBuffer answer =
                RequestUtils.serialize(head.data(), head.headerVersion(), response.data(), header.apiVersion());
        byte[] all = new byte[answer.remaining()];
        answer.get(all);
        return all;
    }
}
