/** Replay of what stands on a topic, its partitions read at the same time and put in one order. */
@NullMarked
package dev.farrier.replay.topic;

import org.jspecify.annotations.NullMarked;
