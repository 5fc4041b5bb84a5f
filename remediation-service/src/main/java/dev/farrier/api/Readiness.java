package dev.farrier.api;

import java.util.List;

/** Whether this process can do its work. */
@FunctionalInterface
public interface Readiness {
    /** Everything it depends on, each with its state; ready when all are ok. Must not block. */
    List<Check> checks();

    /** @param detail for people: what is missing, or how it stands */
    record Check(String name, boolean ok, String detail) {}
}
