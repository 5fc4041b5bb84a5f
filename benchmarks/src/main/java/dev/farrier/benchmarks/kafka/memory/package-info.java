@NullMarked
package dev.farrier.benchmarks.kafka.memory;

import org.jspecify.annotations.NullMarked;
