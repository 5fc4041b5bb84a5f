/** The worker of an executor: claims commands, runs each once, and reports how they ended. */
@NullMarked
package dev.farrier.execute.worker;

import org.jspecify.annotations.NullMarked;
