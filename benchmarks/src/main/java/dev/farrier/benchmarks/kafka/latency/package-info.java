/** How soon after an event a worker can read the command that the event causes. */
@NullMarked
package dev.farrier.benchmarks.kafka.latency;

import org.jspecify.annotations.NullMarked;
