/** The command line. */
@NullMarked
package dev.farrier.cli;

import org.jspecify.annotations.NullMarked;
