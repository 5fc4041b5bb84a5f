/** Runs an HTTP request once, or repeats it until the answer is as expected. */
@NullMarked
package dev.farrier.execute.http;

import org.jspecify.annotations.NullMarked;
