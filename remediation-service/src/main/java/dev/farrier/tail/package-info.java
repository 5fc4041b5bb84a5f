/** Follows files as they grow and are rotated, and delivers each line at least once, under the same origin each time. */
@NullMarked
package dev.farrier.tail;

import org.jspecify.annotations.NullMarked;
