/** Signed commands, and the records on disk that outlive the worker. */
@NullMarked
package dev.farrier.execute.record;

import org.jspecify.annotations.NullMarked;
