/** When something may happen, by the clock and the calendar of a place. */
@NullMarked
package dev.farrier.policy.interval;

import org.jspecify.annotations.NullMarked;
