/**
 * What the measurements of throughput, latency and memory share: the running service, the broker in a process of its own, the
 * traffic and the policies.
 */
@NullMarked
package dev.farrier.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
