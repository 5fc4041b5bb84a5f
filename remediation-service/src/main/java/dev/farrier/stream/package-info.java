/** Kafka: the topics, the two topologies, and everything else that knows a topic's name. */
@NullMarked
package dev.farrier.stream;

import org.jspecify.annotations.NullMarked;
