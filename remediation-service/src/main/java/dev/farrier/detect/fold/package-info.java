/** What detectors are made of: events as they see them, what they keep, and what they tell. */
@NullMarked
package dev.farrier.detect.fold;

import org.jspecify.annotations.NullMarked;
