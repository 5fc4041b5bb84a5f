package dev.farrier.benchmarks.core;

/**
 * One event, before an engine has put it into its own form.
 *
 * @param time epoch milliseconds
 */
record Reading(long number, long time, String name, String host, String severity, double value) {}
