@NullMarked
package dev.farrier.benchmarks.kafka.latency;

import org.jspecify.annotations.NullMarked;
