/** Order and clocks: late events, and how far sources have been read. */
@NullMarked
package dev.farrier.detect.time;

import org.jspecify.annotations.NullMarked;
