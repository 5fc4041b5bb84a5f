/** The core is down while all other processes run. */
@NullMarked
package dev.farrier.faults.outage;

import org.jspecify.annotations.NullMarked;
