package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.ingest.Ingest;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.client.PolicyFeed;
import dev.farrier.tail.FileTail;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the files that the policies in force name. */
final class TailComponent implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(TailComponent.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final PolicyFeed feed;
    private final EventProducer events;
    private final FileTails tails;
    private final PeriodicTask looking;

    /** @param checkpoints folder for how far each file has been read */
    TailComponent(PolicyFeed feed, EventProducer events, MetricsReporter metrics, Path checkpoints, String host) {
        this.feed = feed;
        this.events = events;
        this.tails = new FileTails(
                checkpoints,
                (name, source, path, start) -> new FileTail(
                        name,
                        path,
                        checkpoints,
                        start,
                        new TailSink(Ingest.of(source), events, metrics, host),
                        System::currentTimeMillis));
        this.looking = PeriodicTask.start("farrier-tails", LOOK_EVERY, this::look);
    }

    private void look() {
        try {
            feed.current().ifPresent(bundle -> tails.reconcile(bundle.sources().values(), System.currentTimeMillis()));
        } catch (RuntimeException e) {
            LOG.warn("Cannot list the files to follow, trying again", e); // thrown, it would be the last look
        }
    }

    /** A warning only: the source of a file that can't be read falls silent, which the decider notices. */
    @Override
    public ReadinessCheck check() {
        return ReadinessCheck.noncritical("tails", tails.problems().isEmpty(), tails.summary());
    }

    @Override
    public void close() {
        looking.close();
        tails.close();
        events.close();
    }
}
