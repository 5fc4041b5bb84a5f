package dev.farrier.effect;

/**
 * What became of symptoms when nothing was run.
 *
 * @param incidents of all these
 * @param clearedItself the symptom of so many ended
 * @param timeToClear how long that took
 */
public record WithoutRun(int incidents, int clearedItself, Times timeToClear) {}
