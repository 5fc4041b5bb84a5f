/** The Streams application {@code farrier-core}: signals → detections → the decider's log → decisions and their effects. */
@NullMarked
package dev.farrier.stream.core;

import org.jspecify.annotations.NullMarked;
