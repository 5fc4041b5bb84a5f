package dev.farrier.app.config;

import java.util.Locale;

/** A part of the service that a process may run. */
public enum Role {
    /** Reads the sources, files among them, makes events of what they say and matches them. */
    INGEST,
    /** Detects, decides and issues commands. */
    CORE,
    /** Carries commands out, for one site. */
    EXECUTOR,
    /** Takes events by HTTP, shows incidents, takes orders. */
    API,
    /** Publishes the policy directory and follows its changes. */
    POLICIES;

    /** As it is written: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
