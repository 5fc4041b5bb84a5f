/** Everything in one process: a broker, all roles of the service, and a fleet to look after. */
@NullMarked
package dev.farrier.demo;

import org.jspecify.annotations.NullMarked;
