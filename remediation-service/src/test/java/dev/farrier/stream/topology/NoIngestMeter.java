package dev.farrier.stream.topology;

import dev.farrier.ingest.Ingested;
import dev.farrier.model.MatchedEvent;

final class NoIngestMeter implements IngestMeter {
    @Override
    public void read(String source, Ingested read) {}

    @Override
    public void deadLetter(String source) {}

    @Override
    public void matched(MatchedEvent matched) {}

    @Override
    public void passedOver(String source) {}
}
