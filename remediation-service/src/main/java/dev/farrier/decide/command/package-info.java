/** Commands of actions: their values, the worker that gets one, and what history keeps of their ends. */
@NullMarked
package dev.farrier.decide.command;

import org.jspecify.annotations.NullMarked;
