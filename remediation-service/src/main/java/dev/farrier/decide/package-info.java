/** (incidents, guards; one input of its log) → (state, effects): may we act, and what now? */
@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
