/** The story of the demo: what Farrier detects, decides and does, read from its topics and printed line by line. */
@NullMarked
package dev.farrier.demo.story;

import org.jspecify.annotations.NullMarked;
