/** Commands that talk to a running deployment, and the port through which they do. */
@NullMarked
package dev.farrier.cli.deployment;

import org.jspecify.annotations.NullMarked;
