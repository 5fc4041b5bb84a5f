/** The detectors: what each makes of one more event of a group, in the order in which they happened. */
@NullMarked
package dev.farrier.detect.fold;

import org.jspecify.annotations.NullMarked;
