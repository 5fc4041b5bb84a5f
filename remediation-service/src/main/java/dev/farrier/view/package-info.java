/** Incidents and events as scripts see them: the same JSON from the API and from the command line. */
@NullMarked
package dev.farrier.view;

import org.jspecify.annotations.NullMarked;
