package dev.farrier.stream.ingest;

import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.channel.ChannelReader;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import dev.farrier.stream.runtime.KafkaTime;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, once a second, what the ingest group has committed with the ends of its topics. Committed offsets include
 * transaction markers; the offsets of processed records do not.
 */
final class ReadProgressMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadProgressMonitor.class);
    private static final long EVERY_MILLIS = 1_000;

    private final ChannelReader reader;
    private final List<InputChannel> channels;
    private final Thread thread;
    private final long since = KafkaTime.now();
    private volatile ReadProgress current = ReadProgress.NONE;

    /** @param group consumer group, which is the Streams application's id */
    ReadProgressMonitor(ClientConfig config, String group, Collection<String> topics) {
        this.reader = new ChannelReader(config, group + "-watch");
        this.channels = topics.stream()
                .map(topic -> new InputChannel(ChannelKind.SOURCE, "", topic, group, 0))
                .toList();
        this.thread =
                Thread.ofPlatform().name("farrier-progress-watch").daemon().start(this::run);
    }

    ReadProgress current() {
        return current;
    }

    /** As {@link IngestApp#readUpTo}. */
    OptionalLong readUpTo(String topic) {
        return current.readUpTo(topic, since);
    }

    private void run() {
        boolean failing = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    long asOf = KafkaTime.now();
                    current = ReadProgress.of(current, asOf, reader.read(channels));
                    failing = false;
                } catch (KafkaUnavailableException e) {
                    // caughtUpAt stands still meanwhile, so no silence is judged.
                    if (!failing) {
                        LOG.warn(
                                "Cannot see how far the sources have been read; absences are not evaluated until that "
                                        + "is known: {}",
                                e.getMessage());
                    }
                    failing = true;
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        reader.close();
    }
}
