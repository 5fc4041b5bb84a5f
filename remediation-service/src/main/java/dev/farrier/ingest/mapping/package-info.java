/** Records of fields become drafts of events, as a source's {@code time} and {@code event} say. */
@NullMarked
package dev.farrier.ingest.mapping;

import org.jspecify.annotations.NullMarked;
