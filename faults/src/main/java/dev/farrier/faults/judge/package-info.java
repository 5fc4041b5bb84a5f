/** Checks after a run, from the topics and from the records that the actions wrote themselves. */
@NullMarked
package dev.farrier.faults.judge;

import org.jspecify.annotations.NullMarked;
