/**
 * The source formats, one class each: they split the bodies of a source into records. The package is large because each of the
 * nine formats is a class that is registered by its name, beside the classes that parse one format alone.
 */
@NullMarked
package dev.farrier.ingest.format;

import org.jspecify.annotations.NullMarked;
