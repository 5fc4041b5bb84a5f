/** Runs benchmarks, and says how many times more or less one thing costs than another. */
@NullMarked
package dev.farrier.benchmarks;

import org.jspecify.annotations.NullMarked;
