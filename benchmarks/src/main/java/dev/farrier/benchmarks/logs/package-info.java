/** Many regular expressions over log lines. */
@NullMarked
package dev.farrier.benchmarks.logs;

import org.jspecify.annotations.NullMarked;
