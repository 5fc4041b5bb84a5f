/** Calls of persons: made, sent to a site that can call, repeated until one was delivered, and collected in a storm. */
@NullMarked
package dev.farrier.decide.call;

import org.jspecify.annotations.NullMarked;
