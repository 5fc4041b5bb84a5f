/** How state is kept: as objects, and as bytes in a store; what is idle, what is due, and how much there may be. */
@NullMarked
package dev.farrier.detect.state;

import org.jspecify.annotations.NullMarked;
