package dev.farrier.faults.wire;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** Errors that Kafka may answer, by the kind of request; the first may follow a request that was executed. */
final class WireErrors {
    private static final Map<ApiKeys, List<Errors>> ALL = new EnumMap<>(Map.ofEntries(
            Map.entry(
                    ApiKeys.END_TXN,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.CONCURRENT_TRANSACTIONS,
                            Errors.NOT_COORDINATOR,
                            Errors.COORDINATOR_LOAD_IN_PROGRESS,
                            Errors.INVALID_PRODUCER_EPOCH,
                            Errors.PRODUCER_FENCED,
                            Errors.INVALID_TXN_STATE)),
            Map.entry(
                    ApiKeys.TXN_OFFSET_COMMIT,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.NOT_COORDINATOR,
                            Errors.COORDINATOR_LOAD_IN_PROGRESS,
                            Errors.REQUEST_TIMED_OUT,
                            Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            Errors.UNKNOWN_MEMBER_ID,
                            Errors.ILLEGAL_GENERATION,
                            Errors.INVALID_PRODUCER_EPOCH)),
            Map.entry(
                    ApiKeys.PRODUCE,
                    List.of(
                            Errors.REQUEST_TIMED_OUT,
                            Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                            Errors.NOT_LEADER_OR_FOLLOWER,
                            Errors.NOT_ENOUGH_REPLICAS,
                            Errors.KAFKA_STORAGE_ERROR,
                            Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                            Errors.INVALID_PRODUCER_EPOCH,
                            Errors.UNKNOWN_PRODUCER_ID,
                            Errors.INVALID_TXN_STATE,
                            Errors.TOPIC_AUTHORIZATION_FAILED)),
            Map.entry(
                    ApiKeys.ADD_PARTITIONS_TO_TXN,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.CONCURRENT_TRANSACTIONS,
                            Errors.NOT_COORDINATOR,
                            Errors.INVALID_PRODUCER_EPOCH)),
            Map.entry(
                    ApiKeys.ADD_OFFSETS_TO_TXN,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.CONCURRENT_TRANSACTIONS,
                            Errors.NOT_COORDINATOR,
                            Errors.INVALID_PRODUCER_EPOCH)),
            Map.entry(
                    ApiKeys.FETCH,
                    List.of(
                            Errors.NOT_LEADER_OR_FOLLOWER,
                            Errors.FETCH_SESSION_ID_NOT_FOUND,
                            Errors.INVALID_FETCH_SESSION_EPOCH,
                            Errors.KAFKA_STORAGE_ERROR)),
            Map.entry(
                    ApiKeys.LIST_OFFSETS,
                    List.of(Errors.NOT_LEADER_OR_FOLLOWER, Errors.LEADER_NOT_AVAILABLE, Errors.REQUEST_TIMED_OUT)),
            Map.entry(
                    ApiKeys.FIND_COORDINATOR,
                    List.of(Errors.COORDINATOR_NOT_AVAILABLE, Errors.COORDINATOR_LOAD_IN_PROGRESS)),
            Map.entry(
                    ApiKeys.JOIN_GROUP,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.NOT_COORDINATOR,
                            Errors.REBALANCE_IN_PROGRESS,
                            Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(
                    ApiKeys.SYNC_GROUP,
                    List.of(
                            Errors.REBALANCE_IN_PROGRESS,
                            Errors.NOT_COORDINATOR,
                            Errors.UNKNOWN_MEMBER_ID,
                            Errors.ILLEGAL_GENERATION)),
            Map.entry(
                    ApiKeys.HEARTBEAT,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.REBALANCE_IN_PROGRESS,
                            Errors.NOT_COORDINATOR,
                            Errors.ILLEGAL_GENERATION,
                            Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(
                    ApiKeys.INIT_PRODUCER_ID,
                    List.of(
                            Errors.COORDINATOR_NOT_AVAILABLE,
                            Errors.CONCURRENT_TRANSACTIONS,
                            Errors.NOT_COORDINATOR,
                            Errors.COORDINATOR_LOAD_IN_PROGRESS)),
            Map.entry(
                    ApiKeys.OFFSET_FETCH,
                    List.of(
                            Errors.COORDINATOR_LOAD_IN_PROGRESS,
                            Errors.NOT_COORDINATOR,
                            Errors.UNSTABLE_OFFSET_COMMIT)),
            Map.entry(ApiKeys.METADATA, List.of(Errors.LEADER_NOT_AVAILABLE, Errors.UNKNOWN_TOPIC_OR_PARTITION))));

    private WireErrors() {}

    /** Empty: this kind is not answered with an error. */
    static List<Errors> of(ApiKeys kind) {
        return ALL.getOrDefault(kind, List.of());
    }
}
