package dev.farrier.benchmarks.kafka.deployment;

import dev.farrier.benchmarks.kafka.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A Git repository of policies on this machine's disk, each commit with other ones. */
final class PolicyRepository implements AutoCloseable {
    private final Git git;
    private final Path folder;
    private final int policies;
    private int commits;

    /** @param policies how many each commit has */
    PolicyRepository(Path folder, int policies) throws GitAPIException {
        this.git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
        this.folder = folder;
        this.policies = policies;
    }

    String url() {
        return folder.resolve(".git").toUri().toString();
    }

    /**
     * Every policy has another window than in the commit before.
     *
     * @return the commit's id
     */
    String commit() throws IOException, GitAPIException {
        commits++;
        PolicyFiles.thresholds(folder, policies, Duration.ofMinutes(5).toMillis() + commits);
        Files.writeString(folder.resolve("README"), "commit " + commits);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage("Commit " + commits)
                .setAuthor("Farrier", "farrier@example.org")
                .setSign(false)
                .call()
                .name();
    }

    @Override
    public void close() {
        git.close();
    }
}
