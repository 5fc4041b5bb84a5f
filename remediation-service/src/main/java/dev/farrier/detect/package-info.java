/** The detect stage: events of one group in, detections and evidence out; all state is bytes in a store. */
@NullMarked
package dev.farrier.detect;

import org.jspecify.annotations.NullMarked;
