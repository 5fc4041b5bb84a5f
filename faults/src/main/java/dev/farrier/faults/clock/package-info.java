/** Lets the clocks of single processes jump. */
@NullMarked
package dev.farrier.faults.clock;

import org.jspecify.annotations.NullMarked;
