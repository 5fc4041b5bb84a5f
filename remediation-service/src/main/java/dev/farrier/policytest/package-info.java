/** Runs policy tests on a {@link dev.farrier.simulation.Simulation} in scripted time, and judges them. */
@NullMarked
package dev.farrier.policytest;

import org.jspecify.annotations.NullMarked;
