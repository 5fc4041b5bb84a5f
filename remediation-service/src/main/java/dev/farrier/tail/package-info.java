/** Follows files as they grow and are rotated, and hands over each line at least once, under the same name each time. */
@NullMarked
package dev.farrier.tail;

import org.jspecify.annotations.NullMarked;
