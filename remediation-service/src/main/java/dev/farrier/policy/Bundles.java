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

    /** Whether it can be used here; never waits. */
    default Usability usability(String commit) {
        try {
            bundle(commit);
            return Usability.USABLE;
        } catch (UnknownCommitException e) {
            return new Usability(Usability.Availability.UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether another commit than this one was published last. Who asks for a commit need not be who may publish one.
     */
    default boolean superseded(String commit) {
        return false;
    }
}
