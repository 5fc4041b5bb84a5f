package dev.farrier.stream.topology;

import dev.farrier.ingest.format.avro.SchemaUnavailableException;
import dev.farrier.policy.UnknownCommitException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Streams application while it runs: restarts threads after trouble with the broker, and stops for anything else. */
final class RunningStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(6);

    private final String name;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;

    RunningStreams(String name, Topology topology, Properties properties, MeterRegistry registry) {
        this.name = name;
        NativeStore.load(Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG)));
        streams = new KafkaStreams(topology, properties);
        metrics = new KafkaStreamsMetrics(streams);
        streams.setUncaughtExceptionHandler(this::onDeath);
        streams.setStateListener((to, from) -> LOG.debug("{}: {} -> {}", name, from, to));
        streams.start();
        metrics.bindTo(registry);
    }

    private StreamThreadExceptionResponse onDeath(Throwable death) {
        Throwable cause = death.getCause() == null ? death : death.getCause();
        if (cause instanceof ApiException) {
            LOG.warn("{}: a stream thread ended and is replaced: {}", name, cause.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (cause instanceof UnknownCommitException) {
            // They may be on their way, or come with an upgrade: nothing is decided until then, and nothing is lost.
            LOG.error("{}: waiting for policies: {}", name, cause.getMessage());
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (cause instanceof SchemaUnavailableException) {
            // The record is read again, and nothing behind it before it.
            LOG.error("{}: waiting: {}", name, cause.getMessage());
            pause();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("{}: a stream thread ended, and the application with it: not ready any more", name, death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static void pause() {
        try {
            Thread.sleep(TRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kafka's name of the state, e.g. {@code RUNNING}. */
    String state() {
        return streams.state().name();
    }

    /** Restored, assigned and running, with all its threads. */
    boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING
                && streams.metadataForLocalThreads().stream()
                        .noneMatch(thread -> thread.threadState().equals("DEAD"));
    }

    @Override
    public void close() {
        metrics.close();
        // Leaves the group, so that whoever takes over need not wait for the session to end.
        if (!streams.close(new KafkaStreams.CloseOptions().timeout(CLOSE_WITHIN).leaveGroup(true))) {
            LOG.warn(
                    "{}: did not end within {} s; what was not committed is done again after the restart",
                    name,
                    CLOSE_WITHIN.toSeconds());
        }
    }
}
