/** {@code farrier why}. */
@NullMarked
package dev.farrier.cli.why;

import org.jspecify.annotations.NullMarked;
