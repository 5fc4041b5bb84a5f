/** What detectors are made of: their events, the state that they fold these into, and their firings. */
@NullMarked
package dev.farrier.detect.fold;

import org.jspecify.annotations.NullMarked;
