package dev.farrier.stream.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Streams application running. After a transient failure it replaces the stream thread; after any other failure it
 * restarts the application, since its cause may be gone by then. Both after a growing pause, and until the application has
 * run for a while it is not ready.
 */
public final class StreamsRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(6);
    private static final long CHECK_MILLIS = 500;
    private static final Duration LOG_RESTORE_EVERY = Duration.ofSeconds(10);

    private final String name;
    private final Set<String> reads;
    private final Supplier<Topology> topology;
    private final Properties properties;
    private final MeterRegistry registry;
    private final Consumer<String> onRestart;
    private final FailureBackoff backoff = new FailureBackoff(InstantSource.system());
    /** Why the application has to be restarted; null: it need not be. */
    private final AtomicReference<@Nullable Throwable> stopped = new AtomicReference<>();

    private final RestoreProgress restore = new RestoreProgress();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final TransactionReaper reaper;
    private final Thread keeper;
    private volatile @Nullable Running current;

    private record Running(KafkaStreams streams, KafkaStreamsMetrics metrics) {}

    /**
     * Starts it.
     *
     * @param prefix begins the names of the topics that it writes to
     * @param reads names of the topics, to report which are missing
     * @param topology called for each start: a topology remembers each topic that its pattern ever matched, and does not start
     *     when one was deleted
     * @param onRestart called with the name whenever the application or one of its threads is started again after a failure
     */
    public StreamsRunner(
            String name,
            String prefix,
            Set<String> reads,
            Supplier<Topology> topology,
            Properties properties,
            MeterRegistry registry,
            Consumer<String> onRestart) {
        this.name = name;
        this.reads = Set.copyOf(reads);
        this.topology = topology;
        this.properties = properties;
        this.registry = registry;
        this.onRestart = onRestart;
        preload(Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG)));
        start();
        reaper = new TransactionReaper(name, prefix, properties);
        keeper = Thread.ofPlatform().daemon().name(name + "-keeper").start(this::supervise);
    }

    /** Loads RocksDB's native library, which takes half a second; to be called before, on another thread, where time matters. */
    public static void preload(Path stateDir) {
        RocksDbLibrary.load(stateDir);
    }

    private void start() {
        restore.reset();
        KafkaStreams streams = new KafkaStreams(topology.get(), properties, new BoundedClientSupplier());
        streams.setUncaughtExceptionHandler(this::onThreadFailure);
        streams.setGlobalStateRestoreListener(restore);
        streams.setStateListener((to, from) -> {
            LOG.debug("{}: {} -> {}", name, from, to);
            if (to == KafkaStreams.State.ERROR) {
                stopped.compareAndSet(null, new IllegalStateException("all its threads ended without an exception"));
            }
        });
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
        current = new Running(streams, metrics);
        streams.start();
        metrics.bindTo(registry);
    }

    /** Called on the thread that fails; its tasks stay assigned to it during the pause. */
    private StreamThreadExceptionResponse onThreadFailure(Throwable death) {
        StreamsFailure failure = StreamsFailure.of(death);
        LOG.debug("{}: a stream thread ended", name, death);
        if (failure.kind() != StreamsFailure.FailureKind.PASSING || closing.getCount() == 0) {
            stopped.compareAndSet(null, death);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        boolean known = backoff.description().equals(failure.words());
        Duration pause = backoff.recordFailure(failure.words());
        if (known) {
            LOG.info("{}: still failing: {}; trying again in {} s", name, failure.words(), pause.toSeconds());
        } else {
            LOG.warn("{}: a stream thread ended and is replaced in {} s: {}", name, pause.toSeconds(), failure.words());
        }
        // In pieces, so that it does not delay a stop that another thread has caused.
        for (long left = pause.toMillis(); left > 0 && stopped.get() == null; left -= CHECK_MILLIS) {
            if (awaitClosing(Math.min(left, CHECK_MILLIS))) {
                break;
            }
        }
        onRestart.accept(name);
        backoff.recordRetry();
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void supervise() {
        long logRestoreAt = System.nanoTime() + LOG_RESTORE_EVERY.toNanos();
        while (!awaitClosing(CHECK_MILLIS)) {
            if (System.nanoTime() - logRestoreAt >= 0) {
                logRestoreAt += LOG_RESTORE_EVERY.toNanos();
                logRestore();
            }
            Throwable death = stopped.get();
            if (death != null) {
                restart(death);
            } else if (backoff.checkRecovered(running())) {
                LOG.info("{}: running again", name);
            }
        }
    }

    private void logRestore() {
        String text = restore.text();
        if (!text.isEmpty()) {
            LOG.info("{}: {}", name, text);
        }
    }

    private void restart(Throwable death) {
        StreamsFailure failure = named(StreamsFailure.of(death));
        boolean known = backoff.description().equals(failure.words());
        Duration pause = failure.kind() == StreamsFailure.FailureKind.YIELD
                ? backoff.recordFailureWithLongestPause(failure.words())
                : backoff.recordFailure(failure.words());
        if (known) {
            LOG.info("{}: still stopped: {}; trying again in {} s", name, failure.words(), pause.toSeconds());
        } else if (failure.kind() == StreamsFailure.FailureKind.UNEXPECTED) {
            LOG.error("{}: stopped: {}; trying again in {} s", name, failure.words(), pause.toSeconds(), death);
        } else {
            LOG.error("{}: stopped: {}; trying again in {} s", name, failure.words(), pause.toSeconds());
        }
        stop();
        if (awaitClosing(pause.toMillis())) {
            return;
        }
        stopped.set(null);
        onRestart.accept(name);
        try {
            start();
            backoff.recordRetry();
        } catch (RuntimeException e) {
            LOG.debug("{}: cannot be started", name, e);
            stopped.set(e);
        }
    }

    /** With the names of missing topics, where they may be the cause: a deleted topic fails in several ways. */
    private StreamsFailure named(StreamsFailure how) {
        boolean perhaps = how.kind() == StreamsFailure.FailureKind.TOPIC_MISSING
                || how.kind() == StreamsFailure.FailureKind.UNEXPECTED;
        Set<String> missing = perhaps ? MissingTopics.of(reads, properties) : Set.of();
        return missing.isEmpty()
                ? how
                : new StreamsFailure(
                        StreamsFailure.FailureKind.TOPIC_MISSING,
                        "topics that it reads are not there: " + String.join(", ", missing)
                                + "; it starts again, and a source's topic is read when it is back ('farrier topics"
                                + " create' makes Farrier's own)");
    }

    /** Waits. True: this is being closed. */
    private boolean awaitClosing(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean running() {
        Running now = current;
        return now != null
                && now.streams().state() == KafkaStreams.State.RUNNING
                && now.streams().metadataForLocalThreads().stream()
                        .noneMatch(thread -> thread.threadState().equals("DEAD"));
    }

    /**
     * Kafka Streams' name of the state, e.g. {@code RUNNING}, how much of the state is still to be restored, and the last
     * failure while it has not recovered.
     */
    public String state() {
        Running now = current;
        String state = now == null ? "STOPPED" : now.streams().state().name();
        String restoring = restore.text();
        state = restoring.isEmpty() ? state : state + ", " + restoring;
        String what = backoff.description();
        return what.isEmpty() ? state : state + ", after: " + what;
    }

    /** Restored, assigned and running with all its threads, and recovered from the last failure. */
    public boolean ready() {
        return backoff.description().isEmpty() && stopped.get() == null && running();
    }

    /** How long it has not run because of a failure; zero when it runs. */
    public Duration failing() {
        return backoff.duration();
    }

    private void stop() {
        Running now = current;
        current = null;
        if (now == null) {
            return;
        }
        now.metrics().close();
        // Leaves the group, so that the next member need not wait for the session timeout.
        if (!now.streams()
                .close(new KafkaStreams.CloseOptions().timeout(CLOSE_WITHIN).leaveGroup(true))) {
            LOG.warn(
                    "{}: did not end within {} s; uncommitted records are processed again after the restart",
                    name,
                    CLOSE_WITHIN.toSeconds());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        reaper.close();
        try {
            keeper.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop();
    }
}
