/** The same events and the same policies for Farrier, for a rule engine, and for a floor that nothing could be below. */
@NullMarked
package dev.farrier.benchmarks.core;

import org.jspecify.annotations.NullMarked;
