/** Engines are killed one after the other; measured is how long the others need to take over, and whether they stand still. */
@NullMarked
package dev.farrier.faults.takeover;

import org.jspecify.annotations.NullMarked;
