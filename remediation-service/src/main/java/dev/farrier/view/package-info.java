/** Incidents, events and executors as JSON, the same from the API and from the command line. */
@NullMarked
package dev.farrier.view;

import org.jspecify.annotations.NullMarked;
