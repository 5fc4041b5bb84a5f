package dev.farrier.policy;

/**
 * Whether this version of Farrier, in this process, can use the policies of a commit.
 *
 * @param why for people; empty when it can
 */
public record Usability(Availability state, String why) {
    public static final Usability USABLE = new Usability(Availability.USABLE, "");

    public enum Availability {
        USABLE,
        /** It is being read or compiled: asked a moment later, the answer is another. */
        UNDECIDED,
        /** Everything that was published has been read, and it is not among it. */
        UNKNOWN,
        /** It does not compile here. */
        REFUSED
    }
}
