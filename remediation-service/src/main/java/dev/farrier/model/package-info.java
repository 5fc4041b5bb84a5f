/** Plain data that the stages exchange: events, detections, incidents, commands, outcomes. Imports only the JDK. */
@NullMarked
package dev.farrier.model;

import org.jspecify.annotations.NullMarked;
