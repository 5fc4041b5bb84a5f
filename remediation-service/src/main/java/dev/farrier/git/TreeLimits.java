package dev.farrier.git;

import dev.farrier.repository.PolicyDirectory;

/**
 * How much of a tree is read.
 *
 * @param entries files and directories below the policy directory
 * @param fileBytes of one file
 * @param totalBytes of all files that are used
 */
record TreeLimits(int entries, long fileBytes, long totalBytes) {
    static final TreeLimits USUAL =
            new TreeLimits(200_000, PolicyDirectory.MAX_FILE_BYTES, PolicyDirectory.MAX_TOTAL_BYTES);
}
