/** What would have been done: recorded input through ingest, match, detect and decide, with the events' own time as clock. */
@NullMarked
package dev.farrier.replay;

import org.jspecify.annotations.NullMarked;
