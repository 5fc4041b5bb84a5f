package dev.farrier.model;

/** A record from ingest to detect: an event that a policy matches, or how far ingest has read. */
public sealed interface Signal permits MatchedEvent, ProgressMarker {}
