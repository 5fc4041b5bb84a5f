/**
 * Plain data that the stages exchange: events, detections, incidents, commands, outcomes. Imports only the JDK. The package is
 * large because it is the vocabulary that all stages share: the records of the topics, which Avro's schemas name, with the enums
 * and texts that they are made of. The inputs of the decider and the records of signals are sealed types, whose records must be
 * in one package.
 */
@NullMarked
package dev.farrier.model;

import org.jspecify.annotations.NullMarked;
