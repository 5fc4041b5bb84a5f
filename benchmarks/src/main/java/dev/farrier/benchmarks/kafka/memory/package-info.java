/** What many keys take on the heap and on disk, and how soon they are back after a crash. */
@NullMarked
package dev.farrier.benchmarks.kafka.memory;

import org.jspecify.annotations.NullMarked;
