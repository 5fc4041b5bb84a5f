/** A record's fields, and the event that a source's {@code time}, {@code event} and {@code relabelings} make of them. */
@NullMarked
package dev.farrier.ingest.record;

import org.jspecify.annotations.NullMarked;
