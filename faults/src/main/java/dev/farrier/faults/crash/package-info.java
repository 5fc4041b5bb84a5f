/** Injects faults by a seed, under a steady load. */
@NullMarked
package dev.farrier.faults.crash;

import org.jspecify.annotations.NullMarked;
