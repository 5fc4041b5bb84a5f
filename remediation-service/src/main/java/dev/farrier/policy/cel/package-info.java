/** Conditions in CEL: type-checked when they are compiled, bounded when they run, and never an exception on an event. */
@NullMarked
package dev.farrier.policy.cel;

import org.jspecify.annotations.NullMarked;
