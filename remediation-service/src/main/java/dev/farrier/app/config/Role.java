package dev.farrier.app.config;

import java.util.Locale;

/** A part of the service that a process may run. */
public enum Role {
    /** Reads the sources, makes events of what they say and matches them. */
    INGEST("reads the sources and matches their events with the policies"),
    /** Detects, decides and issues commands. */
    CORE("detects, decides and issues commands"),
    /** Carries commands out, for one site. */
    EXECUTOR("carries out the commands of one site"),
    /** HTTP: receivers, API; and the tailer of file sources. */
    API("takes events by HTTP and from files"),
    /** Publishes the policy directory and follows its changes. */
    POLICIES("publishes the policy directory and follows its changes");

    private final String does;

    Role(String does) {
        this.does = does;
    }

    /** As it is written: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a process with this role does; for people. */
    public String does() {
        return does;
    }
}
