package dev.farrier.policy;

/** The bundles of the commits that this process knows. An incident ends under the commit under which it was opened. */
@FunctionalInterface
public interface Bundles {
    /**
     * The bundle of this commit.
     *
     * @throws UnknownCommitException when this process does not know it: the caller must not go on without it
     */
    Bundle bundle(String commit);

    /** Whether this process can use the commit; never waits. */
    default Usability usability(String commit) {
        try {
            bundle(commit);
            return Usability.USABLE;
        } catch (UnknownCommitException e) {
            return new Usability(Usability.Availability.UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether another commit than this one was published last. A request to use a commit is no proof that it was published:
     * fewer users may publish policies than may write requests.
     */
    default boolean superseded(String commit) {
        return false;
    }
}
