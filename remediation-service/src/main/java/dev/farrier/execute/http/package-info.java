/** One HTTP request, or the same one again and again until the answer is as expected. */
@NullMarked
package dev.farrier.execute.http;

import org.jspecify.annotations.NullMarked;
