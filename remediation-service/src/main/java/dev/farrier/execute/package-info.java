/** The durable worker: takes commands, claims them, has them done once, and says truthfully how they ended. */
@NullMarked
package dev.farrier.execute;

import org.jspecify.annotations.NullMarked;
