package dev.farrier.policy;

/** The commits that are at hand. An incident finishes under the commit it was opened under. */
@FunctionalInterface
public interface Bundles {
    /**
     * The bundle of this commit.
     *
     * @throws UnknownCommitException when it is not known: the caller must not go on without it
     */
    Bundle bundle(String commit);
}
