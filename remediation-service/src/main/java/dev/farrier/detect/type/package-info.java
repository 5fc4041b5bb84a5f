/**
 * The detectors, one class each, with its keys, its explanation and its state. The package is large because each of the eleven
 * detectors is a class that is registered by its name: adding a detector is adding to this package.
 */
@NullMarked
package dev.farrier.detect.type;

import org.jspecify.annotations.NullMarked;
