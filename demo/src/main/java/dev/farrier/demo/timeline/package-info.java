/** The demo's timeline: what Farrier detects, decides and does, read from its topics and printed line by line. */
@NullMarked
package dev.farrier.demo.timeline;

import org.jspecify.annotations.NullMarked;
