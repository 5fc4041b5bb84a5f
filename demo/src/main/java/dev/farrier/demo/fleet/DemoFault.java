package dev.farrier.demo.fleet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The faults of the demo, all real conditions of a real process. {@link FaultInjector} injects them. */
public enum DemoFault {
    CRASH("mb-01", "kill -9", "restarted"),
    HANG("mb-02", "the process lives, but its HTTP side answers nothing any more", "restarted"),
    LOG_ERRORS("mb-03", "its decoder loses sync: an error burst in its log", "decoder reset, without a restart"),
    DISK_FULL(
            "mb-04", "its folder fills over its quota: sessions are refused", "recordings cleaned, without a restart"),
    STUCK_SESSIONS("mb-05", "its session slots leak until none is free", "drained, then restarted; no session is cut"),
    CORRUPT_CACHE("mb-06", "its cache is corrupt, and stays so over restarts", "2nd rung: cache wiped, then restarted"),
    BROKEN_HOST("mb-04", "its configuration is gone: nothing can start it", "nothing helps: a person is called");

    private final String bridge;
    private final String what;
    private final String cure;

    DemoFault(String bridge, String what, String cure) {
        this.bridge = bridge;
        this.what = what;
        this.cure = cure;
    }

    /** As it is written on the command line, e.g. {@code disk-full}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The bridge that gets the fault unless the user names one. */
    public String bridge() {
        return bridge;
    }

    public String what() {
        return what;
    }

    public String cure() {
        return cure;
    }

    /** Farrier can not repair it and must call a person. */
    public boolean escalates() {
        return this == BROKEN_HOST;
    }

    public static Optional<DemoFault> named(String title) {
        return Arrays.stream(values())
                .filter(fault -> fault.title().equals(title))
                .findFirst();
    }
}
