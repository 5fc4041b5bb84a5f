/** One server of the demo's fleet, which runs as a process and uses the JDK only, and the program that starts and stops it. */
@NullMarked
package dev.farrier.demo.bridge;

import org.jspecify.annotations.NullMarked;
