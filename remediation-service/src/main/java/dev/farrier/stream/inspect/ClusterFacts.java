package dev.farrier.stream.inspect;

/**
 * What the brokers say of themselves.
 *
 * @param address {@code kafka.bootstrap.servers}
 * @param brokers how many are alive
 * @param version such as {@code 3.9}: the finalized {@code metadata.version} is of this version or a newer one; empty: unknown,
 *     as on a cluster with ZooKeeper
 * @param transactionVersion finalized level of the feature {@code transaction.version}
 */
public record ClusterFacts(String address, int brokers, String version, int transactionVersion) {}
