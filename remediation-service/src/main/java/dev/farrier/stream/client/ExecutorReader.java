package dev.farrier.stream.client;

import dev.farrier.model.WorkerReport;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.TopicAdmin;
import dev.farrier.stream.serde.RecordCodec;
import dev.farrier.view.Executors;
import dev.farrier.view.Executors.LatestReport;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** What executors have lately said of themselves. */
public final class ExecutorReader {
    private static final RecordCodec<WorkerReport> REPORTS = RecordCodec.of(WorkerReport.class);

    private final ClientConfig config;
    private final Topics topics;

    public ExecutorReader(ClientConfig config, Topics topics) {
        this.config = config;
        this.topics = topics;
    }

    /**
     * The newest report of each, at all sites.
     *
     * @param now epoch milliseconds
     * @throws dev.farrier.stream.admin.KafkaUnavailableException when the broker does not answer
     */
    public Collection<LatestReport> latestReports(long now) {
        Map<String, LatestReport> newest = new HashMap<>();
        for (String site : sites()) {
            TopicReader.scan(config, topics.outcomes(site), Math.max(0, now - Executors.HEARD_WITHIN), record -> {
                if (REPORTS.wrote(record.value())) {
                    WorkerReport said = REPORTS.decode(record.value());
                    newest.put(site + "/" + said.worker().id(), new LatestReport(site, said, record.timestamp()));
                }
            });
        }
        return List.copyOf(newest.values());
    }

    private SortedSet<String> sites() {
        try (Cluster cluster = new Cluster(config)) {
            return new TopicAdmin(cluster, topics).sites();
        }
    }
}
