@NullMarked
package dev.farrier.stream.runtime;

import org.jspecify.annotations.NullMarked;
