/** {@code farrier replay}: recorded input through ingest and a simulation whose clock is the time of the events. */
@NullMarked
package dev.farrier.replay;

import org.jspecify.annotations.NullMarked;
