/** Real processes that are killed, stopped and flooded, and a judge of what they did. */
@NullMarked
package dev.farrier.faults;

import org.jspecify.annotations.NullMarked;
