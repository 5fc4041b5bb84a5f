/** Compares a replay with what a running deployment made of the same input. */
@NullMarked
package dev.farrier.replay.live;

import org.jspecify.annotations.NullMarked;
