/** Signed commands, and what an executor keeps on disk so that it outlives its worker. */
@NullMarked
package dev.farrier.execute.record;

import org.jspecify.annotations.NullMarked;
