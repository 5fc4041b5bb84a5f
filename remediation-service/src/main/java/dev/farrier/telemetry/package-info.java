/** What is counted and timed, and under which names. */
@NullMarked
package dev.farrier.telemetry;

import org.jspecify.annotations.NullMarked;
