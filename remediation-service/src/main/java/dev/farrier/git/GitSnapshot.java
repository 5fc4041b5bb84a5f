package dev.farrier.git;

import dev.farrier.repository.Contents;
import java.util.List;

/**
 * The policy directory at one commit.
 *
 * @param contents with problems when the commit can't be used
 * @param foreign YAML files that hold no document of Farrier's; they are not among the contents
 * @param rewritten whether the commit that was read before is not among the last {@link GitRepository#HISTORY} before this one
 */
public record GitSnapshot(GitCommit commit, Contents contents, List<String> foreign, boolean rewritten) {
    public GitSnapshot {
        foreign = List.copyOf(foreign);
    }
}
