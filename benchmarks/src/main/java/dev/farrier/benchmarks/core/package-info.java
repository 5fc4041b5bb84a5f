/** Runs the same events and policies in Farrier, in a rule engine, and in a minimal program that is the lower bound. */
@NullMarked
package dev.farrier.benchmarks.core;

import org.jspecify.annotations.NullMarked;
