/** A process of the service: its configuration, wiring and lifecycle. Only the command line imports it. */
@NullMarked
package dev.farrier.app;

import org.jspecify.annotations.NullMarked;
