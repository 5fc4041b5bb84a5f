/** What a decision, a marker and a restart cost with many open incidents. */
@NullMarked
package dev.farrier.benchmarks.decide;

import org.jspecify.annotations.NullMarked;
