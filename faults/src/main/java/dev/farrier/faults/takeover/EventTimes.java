package dev.farrier.faults.takeover;

/**
 * One event's way through the engines. Times are epoch milliseconds; 0: it has not been seen.
 *
 * @param read partition of the source's topic
 * @param group partition of its group, which one detect task has
 * @param detected when a reader of committed records got its detection from the decider's log
 * @param decided when such a reader got the incident that the detection opened
 */
record EventTimes(String id, long sent, int read, int group, long detected, long decided) {}
