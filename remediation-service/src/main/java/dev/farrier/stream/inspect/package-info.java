/** Facts about a Kafka cluster and Farrier's topics on it, for {@code farrier doctor}: read, never judged. */
@NullMarked
package dev.farrier.stream.inspect;

import org.jspecify.annotations.NullMarked;
