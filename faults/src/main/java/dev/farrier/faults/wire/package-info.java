/** A proxy before Kafka that fails single requests, and a run of the service behind it. */
@NullMarked
package dev.farrier.faults.wire;

import org.jspecify.annotations.NullMarked;
