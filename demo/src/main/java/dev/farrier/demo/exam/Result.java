package dev.farrier.demo.exam;

import dev.farrier.demo.fleet.Fault;

/**
 * What became of a fault.
 *
 * @param detectedAfter milliseconds from the injection; -1: it was not detected
 * @param endedAfter milliseconds from the injection until it was verified healed, or until a person was called; -1: neither
 * @param done what was done, for people
 * @param problem what is not as it should be; empty: it came to its right end
 */
public record Result(Fault fault, String bridge, long detectedAfter, long endedAfter, String done, String problem) {
    public boolean good() {
        return problem.isEmpty();
    }

    public boolean healed() {
        return good() && !fault.escalates();
    }

    public boolean escalated() {
        return good() && fault.escalates();
    }
}
