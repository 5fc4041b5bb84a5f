package dev.farrier.stream.executor;

import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.Timing;
import dev.farrier.execute.WorkerClock;
import dev.farrier.execute.record.TrustedKeys;
import dev.farrier.execute.record.WorkerDirectory;
import dev.farrier.execute.worker.DurableWorker;
import dev.farrier.execute.worker.WorkerContext;
import dev.farrier.execute.worker.WorkerContext.SiteTopics;
import dev.farrier.execute.worker.WorkerSettings;
import dev.farrier.model.WorkerInstance;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.Topics;
import dev.farrier.stream.admin.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker of one site on Kafka, with all that it holds open. */
public final class SiteWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteWorker.class);

    private final WorkerInstance instance;
    private final DurableWorker worker;

    private final Deque<AutoCloseable> open;

    private SiteWorker(WorkerInstance instance, DurableWorker worker, Deque<AutoCloseable> open) {
        this.instance = instance;
        this.worker = worker;
        this.open = open;
    }

    /**
     * Begins a new incarnation of the worker; it takes commands as soon as there is no {@link #problem}.
     *
     * @param dataDirectory this worker's own, the same over restarts
     * @param runners by action type; other types are refused
     * @param clock is set by the log's time
     * @throws IOException the data directory can't be used; the message says why
     * @throws IllegalStateException the site's topics can't be used; the message says why
     * @throws RuntimeException of {@code stream.admin}, in words, when the broker can't be used
     */
    public static SiteWorker start(
            ClientConfig config,
            Topics topics,
            WorkerSettings settings,
            TrustedKeys trusted,
            Path dataDirectory,
            Map<String, ActionRunner> runners,
            WorkerClock clock)
            throws IOException {
        String site = settings.site();
        List<String> names = List.of(topics.commands(site), topics.controls(site), topics.outcomes(site));
        AvroWorkerRecordCodec codec = new AvroWorkerRecordCodec();
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            WorkerDirectory directory = opened(open, WorkerDirectory.open(dataDirectory, codec));
            WorkerInstance me = directory.worker();
            requireOnePartitionEach(config, names);
            EndOffsetWatcher watch = opened(open, new EndOffsetWatcher(config, names, clock::monotonic));
            watch.start();
            KafkaControls controls =
                    opened(open, new KafkaControls(config, topics.controls(site), watch, clock::monotonic));
            KafkaOutcomeLog log = opened(
                    open, new KafkaOutcomeLog(config, topics.outcomes(site), new ProcessIdentity(me), watch, clock));
            KafkaCommands commands =
                    opened(open, new KafkaCommands(config, topics.commands(site), me, watch, clock::monotonic));
            DurableWorker worker = new DurableWorker(new WorkerContext(
                    me,
                    settings,
                    trusted,
                    new SiteTopics(commands, controls, log),
                    directory.runs(),
                    codec,
                    runners,
                    Timing.of(clock)));
            worker.start();
            LOG.info("worker {} ({}) of site {} starts", me, settings.name(), site);
            return new SiteWorker(me, worker, open);
        } catch (IOException | RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private static void requireOnePartitionEach(ClientConfig config, List<String> names) {
        try (Cluster cluster = new Cluster(config)) {
            cluster.check();
            cluster.partitions(names).forEach((topic, partitions) -> {
                if (partitions != 1) {
                    throw new IllegalStateException(EndOffsetWatcher.wrongCount(topic, partitions));
                }
            });
        }
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T one) {
        open.push(one);
        return one;
    }

    public WorkerInstance instance() {
        return instance;
    }

    /** Why it takes no commands; null: it takes them. */
    public @Nullable String problem() {
        return worker.problem();
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
        closeAll(open);
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.debug("{}", e.toString());
            }
        }
    }
}
