/** What both Streams applications share: the compiled policies, the partitioning of signals, and the listener that counts. */
@NullMarked
package dev.farrier.stream.topology;

import org.jspecify.annotations.NullMarked;
