/** Formats of times and durations. The policy compiler checks a format with the code by which ingest reads times. */
@NullMarked
package dev.farrier.policy.time;

import org.jspecify.annotations.NullMarked;
