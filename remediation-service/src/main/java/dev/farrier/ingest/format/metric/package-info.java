/** Measurements: each number of a body becomes an event with a value. */
@NullMarked
package dev.farrier.ingest.format.metric;

import org.jspecify.annotations.NullMarked;
