/** One server of the demo's fleet, a process of its own that needs nothing but the JDK, and the program that starts and stops it. */
@NullMarked
package dev.farrier.demo.bridge;

import org.jspecify.annotations.NullMarked;
