@NullMarked
package dev.farrier.benchmarks.kafka.throughput;

import org.jspecify.annotations.NullMarked;
