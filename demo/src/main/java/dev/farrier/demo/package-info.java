/** {@code farrier demo}: a broker, all roles of the service, and a fleet to repair. */
@NullMarked
package dev.farrier.demo;

import org.jspecify.annotations.NullMarked;
