package dev.farrier.app.service;

import dev.farrier.api.route.ReadinessCheck;
import dev.farrier.app.ServiceComponent;
import dev.farrier.model.BundleRecord;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.repository.Contents;
import dev.farrier.repository.PolicyDirectory;
import dev.farrier.repository.PolicyWatcher;
import dev.farrier.stream.client.BundlePublisher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code policies}: publishes the policy directory, whole or not at all, and again whenever it changes. */
final class PolicyPublisher implements ServiceComponent {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublisher.class);

    private final Path directory;
    private final BundlePublisher publisher;
    private final Runnable onRefused;
    private final PolicyWatcher watcher;
    private volatile String refused = "";

    private PolicyPublisher(Path directory, Duration every, BundlePublisher publisher, Runnable onRefused) {
        this.directory = directory;
        this.publisher = publisher;
        this.onRefused = onRefused;
        this.watcher = new PolicyWatcher(directory, every, this::follow);
    }

    /**
     * Publishes what the directory holds now and goes on watching it.
     *
     * @param onRefused called for each change that is refused
     * @throws InvalidPoliciesException when it cannot be published; nothing was
     */
    static PolicyPublisher start(Path directory, Duration every, BundlePublisher publisher, Runnable onRefused)
            throws InvalidPoliciesException {
        PolicyPublisher part = new PolicyPublisher(directory, every, publisher, onRefused);
        List<Problem> problems = part.publish(PolicyDirectory.read(directory));
        if (problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            throw new InvalidPoliciesException(directory, problems);
        }
        part.watcher.start();
        return part;
    }

    private void follow(Contents contents) {
        List<Problem> problems = publish(contents);
        List<Problem> errors = problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        if (errors.isEmpty()) {
            refused = "";
            return;
        }
        refused = Phrases.count(errors.size(), "error") + " in " + directory + ", first " + errors.getFirst();
        onRefused.run();
        LOG.error("The changed policies of {} have errors; the policies before them stay in force:", directory);
        errors.forEach(error -> LOG.error("{}", error));
    }

    private List<Problem> publish(Contents contents) {
        List<Problem> problems = new ArrayList<>(contents.problems());
        if (contents.complete()) {
            CompileResult compiled = PolicyCompiler.compile(contents.files(), contents.commit());
            problems.addAll(compiled.problems());
            if (compiled.bundle() != null) {
                SortedMap<String, String> files = used(contents, compiled.bundle());
                String commit = PolicyDirectory.contentCommit(files);
                if (publisher.publish(new BundleRecord(commit, files))) {
                    logPublished(compiled.bundle(), commit);
                }
            }
        }
        return problems;
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

    /** Documents, and the scripts that they name: a repository may hold much else. */
    private static SortedMap<String, String> used(Contents contents, Bundle bundle) {
        TreeMap<String, String> files = new TreeMap<>(bundle.scripts());
        contents.files().forEach((path, text) -> {
            if (Catalog.isDocument(path)) {
                files.put(path, text);
            }
        });
        return files;
    }

    /** A warning only: after a refused change the old policies stay in force. */
    @Override
    public ReadinessCheck check() {
        return ReadinessCheck.noncritical(
                "policy-directory", refused.isEmpty(), refused.isEmpty() ? directory.toString() : refused);
    }

    @Override
    public void close() {
        watcher.close();
    }
}
