package dev.farrier.effect;

/**
 * What became of the runs of one rung. {@code runs} is the sum of all but {@code relapsed}.
 *
 * @param relapsed how many of those that healed did not last: the symptom was back within {@link PolicyEffect#RELAPSE}
 * @param timeToHeal of those that healed, from when the guards let the rung start to the end of the incident
 */
public record RungEffect(
        String rung,
        int runs,
        int healed,
        int relapsed,
        int didNotHelp,
        int failed,
        int outcomeUnknown,
        int cancelled,
        int running,
        Times timeToHeal) {}
