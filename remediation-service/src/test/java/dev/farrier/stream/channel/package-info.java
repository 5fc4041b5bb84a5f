@NullMarked
package dev.farrier.stream.channel;

import org.jspecify.annotations.NullMarked;
