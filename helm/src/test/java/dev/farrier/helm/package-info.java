@NullMarked
package dev.farrier.helm;

import org.jspecify.annotations.NullMarked;
