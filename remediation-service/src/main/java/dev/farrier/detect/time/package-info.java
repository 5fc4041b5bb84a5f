/** Order and clocks: events that come late, and how far sources have been read. */
@NullMarked
package dev.farrier.detect.time;

import org.jspecify.annotations.NullMarked;
