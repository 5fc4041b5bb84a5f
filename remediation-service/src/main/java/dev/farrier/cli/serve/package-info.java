@NullMarked
package dev.farrier.cli.serve;

import org.jspecify.annotations.NullMarked;
