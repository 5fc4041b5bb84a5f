package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.PeriodicTask;
import dev.farrier.app.ServiceComponent;
import dev.farrier.app.policies.PolicyCheck;
import dev.farrier.app.policies.PolicyReports;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.repository.Contents;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.repository.PolicyWatcher;
import dev.farrier.stream.admin.KafkaUnavailableException;
import dev.farrier.stream.client.BundlePublisher;
import dev.farrier.stream.client.BundlePublisher.Publication;
import dev.farrier.stream.client.PolicyFeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code policies}: publishes the policy directory, whole or not at all, and again whenever it changes. */
final class PolicyPublisher implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublisher.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** For reading what is in force; after that the directory is compiled whatever that is. */
    private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(60);

    private final Path directory;
    private final BundlePublisher publisher;
    private final Runnable onRefused;
    private final PolicyFeed feed;
    private final PolicyWatcher watcher;
    private @Nullable PeriodicTask releases;
    private volatile String refused = "";
    private boolean held;

    private PolicyPublisher(
            Path directory, Duration every, BundlePublisher publisher, PolicyFeed feed, Runnable onRefused) {
        this.directory = directory;
        this.publisher = publisher;
        this.feed = feed;
        this.onRefused = onRefused;
        this.watcher = new PolicyWatcher(directory, every, this::follow);
    }

    /**
     * Publishes what the directory holds now and goes on watching it.
     *
     * @param feed says when a hold has ended, and what is in force: when that is what the directory holds, nothing is compiled here
     * @param onRefused called for each change that is refused
     * @throws InvalidPoliciesException when it cannot be published; nothing was
     */
    static PolicyPublisher start(
            Path directory, Duration every, BundlePublisher publisher, PolicyFeed feed, Runnable onRefused)
            throws InvalidPoliciesException {
        PolicyPublisher part = new PolicyPublisher(directory, every, publisher, feed, onRefused);
        Contents contents = PolicyDirectory.read(directory);
        boolean unused = feed.awaitUpToDate(IN_FORCE_WITHIN);
        List<Problem> problems = part.publish(contents);
        part.report("");
        if (problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            throw new InvalidPoliciesException(directory, problems);
        }
        part.watcher.start();
        part.releases = PeriodicTask.start("policy-releases", LOOK_EVERY, part::followRelease);
        return part;
    }

    /** What was put in force for as long as it is held gives way to what the directory holds. */
    private void followRelease() {
        boolean now = feed.history().hold().isPresent();
        if (held && !now) {
            try {
                follow(PolicyDirectory.read(directory));
            } catch (KafkaUnavailableException e) {
                LOG.warn("{} could not be published again, trying again: {}", directory, e.getMessage());
                return;
            }
        }
        held = now;
    }

    private synchronized void follow(Contents contents) {
        List<Problem> problems = publish(contents);
        List<Problem> errors = problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        if (errors.isEmpty()) {
            report("");
            return;
        }
        report(Phrases.count(errors.size(), "error") + " in " + directory + ", first " + errors.getFirst());
        onRefused.run();
        LOG.error("The changed policies of {} have errors; the policies before them stay in force:", directory);
        errors.forEach(error -> LOG.error("{}", error));
    }

    /** Then the feed compiles it, and there is nothing to publish. When that fails, the directory's problems are to be shown. */
    private boolean isInForce(Contents contents) {
        return feed.problem().isEmpty()
                && feed.published()
                        .flatMap(feed::files)
                        .filter(published -> PolicyCheck.isUnchanged(contents, published))
                        .isPresent();
    }

    private List<Problem> publish(Contents contents) {
        if (isInForce(contents)) {
            return contents.problems();
        }
        PolicyCheck check = PolicyCheck.compile(contents, contents.commit());
        Bundle bundle = check.bundle();
        if (bundle != null) {
            String commit = PolicyDirectory.contentCommit(check.files());
            Publication result = publisher.publish(
                    new BundleRecord(commit, check.files()),
                    BundleInfo.of(commit, directory.toString(), System.currentTimeMillis()));
            switch (result) {
                case PUBLISHED -> logPublished(bundle, commit);
                case HELD ->
                    LOG.warn(
                            "{} waits as bundle {}: another one is held, until 'farrier policy release'",
                            directory,
                            commit);
                case IN_FORCE, SAME_POLICIES -> {}
            }
        }
        return check.problems();
    }

    /** For {@code farrier policy status}, which asks Kafka. */
    private void report(String refusal) {
        refused = refusal;
        try {
            publisher.report(PolicyReports.ofDirectory(directory.toString(), refusal, System.currentTimeMillis()));
        } catch (KafkaUnavailableException e) {
            LOG.debug("the state of {} could not be stored", directory, e);
        }
    }

    private void logPublished(Bundle bundle, String commit) {
        LOG.info(
                "Published {}: {} policies, {} sources, {} actions, {} resources, as bundle {}",
                directory,
                bundle.policies().size(),
                bundle.sources().size(),
                bundle.actions().size(),
                bundle.resources().size(),
                commit);
        if (bundle.policies().isEmpty()) {
            LOG.warn("{} has no policies, so no policy is in force and Farrier detects and does nothing", directory);
        }
    }

    /** A warning only: after a refused change the old policies stay in force. */
    @Override
    public ReadinessCheck check() {
        return ReadinessCheck.noncritical(
                "policy-directory", refused.isEmpty(), refused.isEmpty() ? directory.toString() : refused);
    }

    @Override
    public void close() {
        if (releases != null) {
            releases.close();
        }
        watcher.close();
    }
}
