/** The guards, one class each, and the chain that asks them in one order before a rung starts. */
@NullMarked
package dev.farrier.decide.guard;

import org.jspecify.annotations.NullMarked;
