/** The match stage: finds the policies that an event matches. */
@NullMarked
package dev.farrier.match;

import org.jspecify.annotations.NullMarked;
