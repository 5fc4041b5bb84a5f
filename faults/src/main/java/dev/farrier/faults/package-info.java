/** Kills, stops and floods real processes, and judges what they did. */
@NullMarked
package dev.farrier.faults;

import org.jspecify.annotations.NullMarked;
