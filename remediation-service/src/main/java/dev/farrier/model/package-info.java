/** What Farrier speaks of: events, detections, incidents, commands, outcomes. Plain data; imports only the JDK. */
@NullMarked
package dev.farrier.model;

import org.jspecify.annotations.NullMarked;
