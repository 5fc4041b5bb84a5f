/** The image as operators run it: read-only, without root, one role a container. */
@NullMarked
package dev.farrier.containers;

import org.jspecify.annotations.NullMarked;
