@NullMarked
package dev.farrier.decide;

import org.jspecify.annotations.NullMarked;
