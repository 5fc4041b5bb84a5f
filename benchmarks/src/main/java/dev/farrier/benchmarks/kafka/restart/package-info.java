/** {@code benchmarks/run restart}. */
@NullMarked
package dev.farrier.benchmarks.kafka.restart;

import org.jspecify.annotations.NullMarked;
