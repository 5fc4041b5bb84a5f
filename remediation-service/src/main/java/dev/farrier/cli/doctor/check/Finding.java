package dev.farrier.cli.doctor.check;

/**
 * What a check found.
 *
 * @param what one line, for people
 * @param mend what to do about it, often a command; empty where nothing is wrong
 */
public record Finding(Subject subject, Level level, String what, String mend) {

    /** What findings are about, in the order in which they are printed. */
    public enum Subject {
        CONFIGURATION,
        KEYS,
        SERVICE,
        KAFKA,
        TOPICS,
        RIGHTS,
        CLOCKS,
        CHANNELS,
        POLICIES,
        EXECUTORS,
        CALLS
    }

    public enum Level {
        OK,
        WARNING,
        ERROR,
        NOT_CHECKED
    }

    static Finding ok(Subject subject, String what) {
        return new Finding(subject, Level.OK, what, "");
    }

    static Finding warning(Subject subject, String what, String mend) {
        return new Finding(subject, Level.WARNING, what, mend);
    }

    static Finding error(Subject subject, String what, String mend) {
        return new Finding(subject, Level.ERROR, what, mend);
    }

    /** @param mend how to have it checked; may be empty */
    public static Finding notChecked(Subject subject, String why, String mend) {
        return new Finding(subject, Level.NOT_CHECKED, why, mend);
    }
}
