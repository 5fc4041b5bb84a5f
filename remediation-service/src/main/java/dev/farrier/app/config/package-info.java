/** The service's configuration: one table of keys, read from defaults, a file, the environment and the command line. */
@NullMarked
package dev.farrier.app.config;

import org.jspecify.annotations.NullMarked;
