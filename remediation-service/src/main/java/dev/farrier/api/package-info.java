/** The HTTP API: takes events in, shows incidents, passes on what people want. What lies behind it are ports, declared here. */
@NullMarked
package dev.farrier.api;

import org.jspecify.annotations.NullMarked;
