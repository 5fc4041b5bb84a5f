package dev.farrier.faults.judge;

import java.util.List;

/**
 * One thing that must hold.
 *
 * @param what names what must not be, e.g. {@code a command started twice}
 * @param violations one line each
 */
public record Check(String what, List<String> violations) {
    public Check {
        violations = List.copyOf(violations);
    }

    public boolean holds() {
        return violations.isEmpty();
    }
}
