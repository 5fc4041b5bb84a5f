/** Starts and ends the processes of a run. */
@NullMarked
package dev.farrier.faults.process;

import org.jspecify.annotations.NullMarked;
