/** Measures many regular expressions on log lines. */
@NullMarked
package dev.farrier.benchmarks.logs;

import org.jspecify.annotations.NullMarked;
