/** Conditions in CEL: type-checked when compiled, bounded when evaluated; they never throw on an event. */
@NullMarked
package dev.farrier.policy.cel;

import org.jspecify.annotations.NullMarked;
