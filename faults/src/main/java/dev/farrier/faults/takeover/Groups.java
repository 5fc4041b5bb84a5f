package dev.farrier.faults.takeover;

import dev.farrier.faults.deployment.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** The consumer groups of the two Streams applications. */
final class Groups implements AutoCloseable {
    private static final String THREAD = "-StreamThread-";

    private final Deployment deployment;
    private final Admin admin;

    Groups(Deployment deployment) {
        this.deployment = deployment;
        admin = Admin.create(deployment.client().with("faults-groups", Map.of(), Map.of()));
    }

    /** How each engine is told from the others in its groups. */
    static String setting(String process) {
        return "kafka.client.id: " + process;
    }

    /** Empty maps while the groups rebalance, or have another number of members. */
    Spread read(int members) throws InterruptedException {
        Map<TopicPartition, String> ingest = owners(deployment.topics().ingestApplication(), members);
        Map<TopicPartition, String> core = owners(deployment.topics().coreApplication(), members);
        return new Spread(
                of(ingest, Deployment.EVENTS),
                of(core, deployment.topics().signals()),
                core.getOrDefault(new TopicPartition(deployment.topics().deciderLog(), 0), ""));
    }

    private static Map<Integer, String> of(Map<TopicPartition, String> owners, String topic) {
        Map<Integer, String> partitions = new HashMap<>();
        owners.forEach((partition, owner) -> {
            if (partition.topic().equals(topic)) {
                partitions.put(partition.partition(), owner);
            }
        });
        return partitions;
    }

    private Map<TopicPartition, String> owners(String application, int members) throws InterruptedException {
        Map<TopicPartition, String> owners = new HashMap<>();
        try {
            ConsumerGroupDescription group = Objects.requireNonNull(admin.describeConsumerGroups(List.of(application))
                            .describedGroups()
                            .get(application))
                    .get();
            if (group.groupState() != GroupState.STABLE || group.members().size() != members) {
                return owners;
            }
            for (MemberDescription member : group.members()) {
                String process =
                        member.clientId().substring(0, member.clientId().indexOf(THREAD));
                member.assignment().topicPartitions().forEach(partition -> owners.put(partition, process));
            }
            return owners;
        } catch (ExecutionException e) {
            return owners;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
