/** Replay of a Kafka topic: its partitions are read side by side and merged into one order. */
@NullMarked
package dev.farrier.replay.topic;

import org.jspecify.annotations.NullMarked;
