@NullMarked
package dev.farrier.stream.topology;

import org.jspecify.annotations.NullMarked;
