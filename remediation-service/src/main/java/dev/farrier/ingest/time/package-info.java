/** The ways in which times are written, each with or without a year, fraction, offset. */
@NullMarked
package dev.farrier.ingest.time;

import org.jspecify.annotations.NullMarked;
