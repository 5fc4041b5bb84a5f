/** The detectors, one class each, with its keys, its explanation and its state. */
@NullMarked
package dev.farrier.detect.type;

import org.jspecify.annotations.NullMarked;
