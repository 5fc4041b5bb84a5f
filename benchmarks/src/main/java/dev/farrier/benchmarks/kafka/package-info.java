/** Measures throughput, latency and memory of the running service, with a broker in a process of its own. */
@NullMarked
package dev.farrier.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
