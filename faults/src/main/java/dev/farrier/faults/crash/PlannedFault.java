package dev.farrier.faults.crash;

/**
 * A fault of a plan.
 *
 * @param number which of the victims of its kind, from 0
 * @param after milliseconds from the beginning of the one before; it waits for that one's end, too
 * @param lasts milliseconds until the program is started again, or goes on
 */
record PlannedFault(FaultKind kind, int number, long after, long lasts) {}
