@NullMarked
package dev.farrier.distribution;

import org.jspecify.annotations.NullMarked;
