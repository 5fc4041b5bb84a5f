/** Runs policy tests in scripted time on a {@link dev.farrier.policytest.Stage}, and judges them. */
@NullMarked
package dev.farrier.policytest;

import org.jspecify.annotations.NullMarked;
