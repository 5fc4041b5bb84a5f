/** Which policies an event concerns. */
@NullMarked
package dev.farrier.match;

import org.jspecify.annotations.NullMarked;
