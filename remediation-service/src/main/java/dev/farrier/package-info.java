/** Farrier keeps a fleet on its feet: events in, decisions, commands, verified fixes. */
@NullMarked
package dev.farrier;

import org.jspecify.annotations.NullMarked;
