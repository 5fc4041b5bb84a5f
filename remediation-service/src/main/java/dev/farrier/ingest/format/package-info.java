/** One class a format: what a body consists of, and what each part of it becomes. */
@NullMarked
package dev.farrier.ingest.format;

import org.jspecify.annotations.NullMarked;
