/** Programs that this run starts, and ends. */
@NullMarked
package dev.farrier.faults.process;

import org.jspecify.annotations.NullMarked;
