/** Finds topics that a consumer group of Farrier does not read, from the offsets in Kafka alone. */
@NullMarked
package dev.farrier.stream.channel;

import org.jspecify.annotations.NullMarked;
