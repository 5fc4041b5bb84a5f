/** Plain producers and consumers, for everything that is not a topology: the API, the command line, the policy feed. */
@NullMarked
package dev.farrier.stream.client;

import org.jspecify.annotations.NullMarked;
