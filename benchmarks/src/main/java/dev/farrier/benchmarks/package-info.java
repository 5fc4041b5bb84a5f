/** Runs benchmarks, and prints the ratios of their costs. */
@NullMarked
package dev.farrier.benchmarks;

import org.jspecify.annotations.NullMarked;
