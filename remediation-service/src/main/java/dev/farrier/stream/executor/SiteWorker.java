package dev.farrier.stream.executor;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.DurableWorker;
import dev.farrier.execute.Timing;
import dev.farrier.execute.WorkerSettings;
import dev.farrier.execute.record.Runs;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import dev.farrier.stream.admin.ShareGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One executor worker of one site on Kafka, with all that it holds open. */
public final class SiteWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteWorker.class);

    private final Runs runs;
    private final KafkaOutcomeLog log;
    private final KafkaControls controls;
    private final DurableWorker worker;

    private SiteWorker(Runs runs, KafkaOutcomeLog log, KafkaControls controls, DurableWorker worker) {
        this.runs = runs;
        this.log = log;
        this.controls = controls;
        this.worker = worker;
    }

    /**
     * Prepares the share group and starts; takes commands as soon as {@link #isReady}. The site's topics must exist.
     *
     * @param dataDirectory this worker's own, the same over restarts
     * @param runners by action type; what is not in here is refused
     * @throws IOException the data directory can't be used; the message says why
     * @throws RuntimeException of {@code stream.admin}, in words, when the broker can't be used
     */
    public static SiteWorker start(
            ClientConfig config,
            Topics topics,
            WorkerSettings settings,
            TrustedKeys trusted,
            Path dataDirectory,
            Map<String, ActionRunner> runners)
            throws IOException {
        String site = settings.site();
        try (Cluster cluster = new Cluster(config)) {
            ShareGroup.prepare(cluster, topics.workerGroup(site));
        }
        Runs runs = Runs.open(dataDirectory);
        KafkaOutcomeLog log = new KafkaOutcomeLog(config, topics.outcomes(site));
        KafkaControls controls = new KafkaControls(config, topics.controls(site));
        ShareGroupQueue queue = new ShareGroupQueue(config, topics.commands(site), topics.workerGroup(site));
        DurableWorker worker = new DurableWorker(settings, trusted, queue, log, controls, runs, runners, Timing.SYSTEM);
        worker.start();
        return new SiteWorker(runs, log, controls, worker);
    }

    /** It takes commands. */
    public boolean isReady() {
        return worker.isReady();
    }

    /** Why it has stopped taking commands by itself; null: it has not. */
    public @Nullable Throwable failure() {
        return worker.failure();
    }

    /** Actions that run here now, waits included. */
    public int running() {
        return worker.running();
    }

    /** Outcomes that wait for Kafka. */
    public int undelivered() {
        return worker.undelivered();
    }

    /** Within the settings' {@code stopWithin} and about a second. */
    @Override
    public void close() {
        worker.close();
        log.close();
        controls.close();
        try {
            runs.close();
        } catch (IOException e) {
            LOG.debug("{}", e.toString());
        }
    }
}
