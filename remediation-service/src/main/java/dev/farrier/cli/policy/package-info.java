@NullMarked
package dev.farrier.cli.policy;

import org.jspecify.annotations.NullMarked;
