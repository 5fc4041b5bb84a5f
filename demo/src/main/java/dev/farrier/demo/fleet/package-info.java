/** The fleet that the demo runs: its bridges, who watches and who uses them, and what can be broken. */
@NullMarked
package dev.farrier.demo.fleet;

import org.jspecify.annotations.NullMarked;
