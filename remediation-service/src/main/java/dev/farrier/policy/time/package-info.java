/** The ways in which times are written: here, so that a policy is checked by the code that will read by it. */
@NullMarked
package dev.farrier.policy.time;

import org.jspecify.annotations.NullMarked;
