/** The two Streams applications: where the pure stages meet, and the whole order can be read in one method each. */
@NullMarked
package dev.farrier.stream.topology;

import org.jspecify.annotations.NullMarked;
