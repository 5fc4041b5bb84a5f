/** Commands that talk to a running deployment through its topics, and the options that name it. */
@NullMarked
package dev.farrier.cli.deployment;

import org.jspecify.annotations.NullMarked;
