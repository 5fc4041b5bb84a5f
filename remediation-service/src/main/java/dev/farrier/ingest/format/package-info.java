/** The source formats, one class each: they split the bodies of a source into records. */
@NullMarked
package dev.farrier.ingest.format;

import org.jspecify.annotations.NullMarked;
