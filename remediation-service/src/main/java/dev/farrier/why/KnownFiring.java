package dev.farrier.why;

import java.util.SortedMap;

/**
 * A firing of the policy's detector that is on record.
 *
 * @param time of the detection, epoch milliseconds
 */
public record KnownFiring(long time, SortedMap<String, String> group) {}
