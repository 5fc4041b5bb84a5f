/** The parts of detectors: their events, the state that they fold events into, and their firings. */
@NullMarked
package dev.farrier.detect.fold;

import org.jspecify.annotations.NullMarked;
