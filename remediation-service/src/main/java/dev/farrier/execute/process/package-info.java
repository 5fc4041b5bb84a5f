/** Programs and scripts, run under a supervisor that outlives the worker. */
@NullMarked
package dev.farrier.execute.process;

import org.jspecify.annotations.NullMarked;
