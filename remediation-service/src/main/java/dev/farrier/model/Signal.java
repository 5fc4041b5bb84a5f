package dev.farrier.model;

/** What ingest tells detect: an event that concerns some policy, or how far it has read. */
public sealed interface Signal permits MatchedEvent, ProgressMarker {}
