/** {@code farrier replay}: policies on recorded input, at the command line. */
@NullMarked
package dev.farrier.cli.replay;

import org.jspecify.annotations.NullMarked;
