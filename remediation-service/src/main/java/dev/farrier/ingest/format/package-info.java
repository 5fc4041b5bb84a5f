/** One class a format: how the bodies of a source are taken apart into records. */
@NullMarked
package dev.farrier.ingest.format;

import org.jspecify.annotations.NullMarked;
