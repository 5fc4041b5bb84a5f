/** The detectors that are driven by events, each a fold over one group's events in their order. */
@NullMarked
package dev.farrier.detect.pattern;

import org.jspecify.annotations.NullMarked;
