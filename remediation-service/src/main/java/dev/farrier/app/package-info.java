/** The outermost ring: configuration, wiring, lifecycle and the command line's root. Nobody imports it. */
@NullMarked
package dev.farrier.app;

import org.jspecify.annotations.NullMarked;
