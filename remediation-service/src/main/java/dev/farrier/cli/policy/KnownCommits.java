package dev.farrier.cli.policy;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.UnknownCommitException;
import dev.farrier.stream.client.PolicyFeed;
import java.time.Duration;
import java.util.List;

/** The commits of a deployment, as they are named on a command line. */
final class KnownCommits {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LEAST_PREFIX = 4;

    private final PolicyFeed feed;

    private KnownCommits(PolicyFeed feed) {
        this.feed = feed;
    }

    /** Throws when they can't be read in time. */
    static KnownCommits of(DeploymentClient deployment) {
        PolicyFeed feed = deployment.feed();
        if (!feed.awaitUpToDate(PATIENCE)) {
            throw new CommandException(
                    ExitCode.UNREACHABLE,
                    "the bundles at " + deployment.config().bootstrap() + " could not be read in "
                            + PATIENCE.toSeconds() + " s");
        }
        return new KnownCommits(feed);
    }

    PolicyFeed feed() {
        return feed;
    }

    /** The whole id of a commit of which the beginning is given. */
    String resolve(String written) {
        List<String> commits = feed.commits();
        if (commits.contains(written)) {
            return written;
        }
        List<String> found = written.length() < LEAST_PREFIX
                ? List.of()
                : commits.stream().filter(commit -> commit.startsWith(written)).toList();
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 ->
                throw new CommandException(
                        ExitCode.NOT_FINE,
                        "there is no commit '" + written + "': 'farrier policy status' lists those that are kept");
            default ->
                throw new CommandException(
                        ExitCode.USAGE,
                        "'" + written + "' is a prefix of " + found.size() + " commits: give more characters");
        };
    }

    Bundle bundle(String commit) {
        try {
            return feed.find(commit, PATIENCE)
                    .orElseThrow(() -> new CommandException(
                            ExitCode.NOT_FINE, "commit " + commit + " is no longer on the topic bundles"));
        } catch (UnknownCommitException e) {
            throw new CommandException(ExitCode.NOT_FINE, String.valueOf(e.getMessage()), e);
        }
    }

    static String brief(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }
}
