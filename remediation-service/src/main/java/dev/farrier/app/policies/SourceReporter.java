package dev.farrier.app.policies;

import dev.farrier.git.GitRemote;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.BundlePublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how the policy source stands: to the log when that changes, to Kafka then and every few minutes. */
final class SourceReporter {
    private static final Logger LOG = LoggerFactory.getLogger(SourceReporter.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final int FOREIGN = 20;

    private final GitRemote remote;
    private final BundlePublisher publisher;
    private final InstantSource clock;
    private final String host;
    private volatile PolicySourceStatus status = new PolicySourceStatus(
            "", PolicySourceState.STARTING.code(), "nothing has been fetched yet", List.of(), List.of());
    private long since;
    private @Nullable PolicySourceStatus reported;
    private long reportedAt;

    /** @param host names this process */
    SourceReporter(GitRemote remote, BundlePublisher publisher, InstantSource clock, String host) {
        this.remote = remote;
        this.publisher = publisher;
        this.clock = clock;
        this.host = host;
        this.since = clock.millis();
    }

    PolicySourceStatus status() {
        return status;
    }

    /** Another process may have reported since. */
    void forget() {
        reported = null;
    }

    /** One line in the log for each change; what a refused commit has errors stands there already. */
    void become(PolicySourceStatus next) {
        PolicySourceStatus before = status;
        if (next.equals(before)) {
            return;
        }
        if (!next.state().equals(before.state())) {
            since = clock.millis();
        }
        status = next;
        if (next.is(PolicySourceState.CURRENT)) {
            if (!before.fine()) {
                LOG.info("{}: {}; '{}' is over", remote.url(), next.message(), before.state());
            }
        } else if (!next.is(PolicySourceState.REFUSED) || !before.head().equals(next.head())) {
            LOG.warn("The policies in force stay ({}): {}", next.state(), next.message());
        }
    }

    void report() {
        PolicySourceStatus now = status;
        long time = clock.millis();
        if (now.equals(reported) && time - reportedAt < EVERY.toMillis()) {
            return;
        }
        try {
            publisher.report(new PolicySourceReport(
                    "git",
                    remote.url().toString(),
                    remote.ref(),
                    now.head(),
                    now.state(),
                    now.message(),
                    now.problems(),
                    now.foreign().subList(0, Math.min(FOREIGN, now.foreign().size())),
                    since,
                    time,
                    host));
            reported = now;
            reportedAt = time;
        } catch (KafkaUnavailableException e) {
            LOG.debug("the state of {} could not be stored", remote.url(), e);
        }
    }
}
