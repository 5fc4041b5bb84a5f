/** The state of detectors, as objects and as bytes in a store; indexes of idle and due state, and size limits. */
@NullMarked
package dev.farrier.detect.state;

import org.jspecify.annotations.NullMarked;
