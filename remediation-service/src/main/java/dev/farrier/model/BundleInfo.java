package dev.farrier.model;

import java.util.List;

/**
 * Where a commit comes from, and whether it was taken.
 *
 * @param source repository or directory
 * @param author name and address; empty: not known
 * @param time when it was committed, epoch milliseconds; 0: not known
 * @param subject first line of its message
 * @param refused why it was refused, a line each; empty: it was published
 * @param at when it was published or refused, epoch milliseconds
 */
public record BundleInfo(
        String commit, String source, String author, long time, String subject, List<String> refused, long at) {
    public BundleInfo {
        refused = List.copyOf(refused);
    }

    /** Of files that are in no repository. */
    public static BundleInfo of(String commit, String source, long at) {
        return new BundleInfo(commit, source, "", 0, "", List.of(), at);
    }
}
