package dev.farrier.why;

import java.util.SortedMap;

/**
 * The detector has fired.
 *
 * @param time of the detection, epoch milliseconds
 * @param group whose state it was
 */
public record KnownFiring(long time, SortedMap<String, String> group) {}
