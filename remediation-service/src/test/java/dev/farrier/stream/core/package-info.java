@NullMarked
package dev.farrier.stream.core;

import org.jspecify.annotations.NullMarked;
