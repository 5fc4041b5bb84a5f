/** Toys that are added to Farrier from test code, as docs/extending.md shows it. */
@NullMarked
package dev.farrier.extending;

import org.jspecify.annotations.NullMarked;
