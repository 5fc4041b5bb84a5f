/**
 * The program {@code farrier}: all of its commands, and its main class. It is the outermost ring: no other package of the
 * service imports it, and it alone imports {@code app}.
 */
@NullMarked
package dev.farrier.cli;

import org.jspecify.annotations.NullMarked;
