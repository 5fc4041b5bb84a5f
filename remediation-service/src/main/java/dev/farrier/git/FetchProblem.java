package dev.farrier.git;

/** Why nothing could be fetched. The code is what status, metrics and API show. */
public enum FetchProblem {
    /** The host does not answer, or its name or its certificate can't be used. */
    UNREACHABLE,
    /** It took longer than {@code policies.git.timeout}. */
    TIMED_OUT,
    /** The token or the key is missing, wrong, expired or not allowed to read. */
    ACCESS_DENIED,
    /** The host shows another key than the one that is pinned. */
    HOST_KEY_CHANGED,
    /** No key of the host is pinned. */
    HOST_KEY_UNKNOWN,
    NO_REPOSITORY,
    /** The repository has no such branch, tag or commit. */
    NO_REF,
    /** More bytes than are taken. */
    TOO_LARGE,
    /** What is configured here can't be used: a secret, a key, the data directory. */
    MISCONFIGURED,
    /** Anything else; the message is the library's. */
    FAILED
}
