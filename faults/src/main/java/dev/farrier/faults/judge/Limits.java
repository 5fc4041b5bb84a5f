package dev.farrier.faults.judge;

import java.util.Set;

/**
 * What the policies of a run say.
 *
 * @param rerun policies whose action may run again when its worker is lost
 * @param cooldown milliseconds from the end of an incident to the next rung on its target
 * @param max so many rungs on a target may be started in any {@code per}
 * @param per milliseconds
 * @param maxDisrupted so many targets may have an incident that has begun to act; 0: any number
 */
public record Limits(Set<String> rerun, long cooldown, int max, long per, int maxDisrupted) {
    public Limits {
        rerun = Set.copyOf(rerun);
    }
}
