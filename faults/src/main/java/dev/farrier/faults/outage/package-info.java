/** The core is away while everybody else goes on. */
@NullMarked
package dev.farrier.faults.outage;

import org.jspecify.annotations.NullMarked;
