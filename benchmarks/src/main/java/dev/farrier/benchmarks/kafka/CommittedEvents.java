package dev.farrier.benchmarks.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many events a group has read and committed. The events were not written in transactions, so offsets count them. */
public record CommittedEvents(Admin admin, String group, String topic) {
    public long events() throws InterruptedException, ExecutionException {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0; // it has not begun
            }
            throw e;
        }
    }
}
