package dev.farrier.app.policies;

import dev.farrier.git.GitCommit;
import dev.farrier.git.GitRepository;
import dev.farrier.model.Texts;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.text.Phrases;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of commits. */
final class CommitLog {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);
    private static final int PROBLEMS = 20;
    private static final int PROBLEM_LENGTH = 2_000;
    private static final int FOREIGN = 20;

    private final String url;
    private String foreignTold = "";

    /** @param url of the repository */
    CommitLog(String url) {
        this.url = url;
    }

    void rewritten(String before, GitCommit commit) {
        LOG.warn(
                "The history of {} was rewritten, or more than {} commits came at once: {} is not among those before {}",
                url,
                GitRepository.HISTORY,
                brief(before),
                brief(commit.id()));
    }

    /** Once for each set of files, not at each commit. */
    void foreign(List<String> files) {
        String now = String.join(", ", files);
        if (!now.equals(foreignTold) && !files.isEmpty()) {
            LOG.info(
                    "{} passed over, for no document in them is Farrier's: {}{}",
                    Phrases.count(files.size(), "YAML file"),
                    Texts.plain(String.join(", ", files.subList(0, Math.min(FOREIGN, files.size())))),
                    files.size() > FOREIGN ? ", …" : "");
        }
        foreignTold = now;
    }

    void usable(GitCommit commit, PolicyCheck check, Bundle bundle) {
        LOG.info(
                "Commit {}: {} policies, {} sources, {} actions, {} resources; {} passed",
                described(commit),
                bundle.policies().size(),
                bundle.sources().size(),
                bundle.actions().size(),
                bundle.resources().size(),
                Phrases.count(check.tests(), "test"));
        if (bundle.policies().isEmpty()) {
            LOG.warn("Under it no policy is in force any more: nothing will be detected or done");
        }
    }

    void refused(GitCommit commit, List<Problem> errors) {
        LOG.error("Commit {} is refused whole, and the policies before it stay in force:", described(commit));
        errors.forEach(error -> LOG.error("{}", error));
    }

    private String described(GitCommit commit) {
        return brief(commit.id()) + " of " + url + " (" + Texts.plain(commit.author()) + ": "
                + Texts.plain(commit.subject()) + ")";
    }

    /** The first of them, bounded, for records. */
    static List<String> lines(List<Problem> problems) {
        return problems.stream()
                .limit(PROBLEMS)
                .map(problem -> Texts.cut(problem.toString(), PROBLEM_LENGTH))
                .toList();
    }

    static String brief(String commit) {
        return commit.substring(0, Math.min(12, commit.length()));
    }
}
