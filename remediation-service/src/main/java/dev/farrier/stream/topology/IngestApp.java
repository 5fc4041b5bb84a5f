package dev.farrier.stream.topology;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.TreeSet;

/**
 * Ingest. Topics whose records need a schema registry are read by an application of their own, so that a registry that does
 * not answer makes nobody else wait.
 */
public final class IngestApp implements AutoCloseable {
    private final String events;
    private final Policies policies;
    private final IngestStreams all;
    private final IngestStreams withRegistry;
    private volatile boolean followed;

    public IngestApp(StreamsSettings settings, Policies policies, IngestMeter meter, MeterRegistry registry) {
        this.events = settings.topics().events();
        this.policies = policies;
        this.all = new IngestStreams(settings.topics().ingestApplication(), settings, policies, meter, registry);
        this.withRegistry =
                new IngestStreams(settings.topics().registryIngestApplication(), settings, policies, meter, registry);
    }

    /**
     * Starts, or starts again when the policies in force read other topics than before. To be called after each change of
     * policies, not on a stream thread.
     */
    public synchronized void follow() {
        LoadedBundle loaded = policies.current();
        TreeSet<String> waiting = loaded.registryTopics();
        TreeSet<String> others = loaded.topics();
        others.removeAll(waiting);
        others.add(events);
        all.follow(others);
        withRegistry.follow(waiting);
        followed = true;
    }

    /** Kafka's name of the state, of both where there are two; {@code CREATED} before the first start. */
    public String state() {
        String second = withRegistry.state();
        return (followed ? all.state() : "CREATED") + (second.isEmpty() ? "" : " and " + second);
    }

    /** Reading, but perhaps for what waits for a schema registry. */
    public boolean ready() {
        return followed && all.ready();
    }

    /** Reading that too, or there is no such thing. */
    public boolean complete() {
        return withRegistry.ready();
    }

    /** How long no topic has been read, for reasons of its own; zero when it is. */
    public Duration failing() {
        return all.failing();
    }

    @Override
    public synchronized void close() {
        Thread other = Thread.ofPlatform().start(withRegistry::close);
        all.close();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
