package dev.farrier.demo.chaos;

import dev.farrier.demo.fleet.DemoFault;

/**
 * How a fault ended.
 *
 * @param detectedAfter milliseconds from the injection; -1: Farrier did not detect it
 * @param endedAfter milliseconds from the injection until Farrier verified that it is healed, or called a person; -1: neither
 * @param done what was done, for people
 * @param problem what went wrong; empty: the fault ended as expected
 */
public record FaultResult(
        DemoFault fault, String bridge, long detectedAfter, long endedAfter, String done, String problem) {
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
