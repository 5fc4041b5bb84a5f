package dev.farrier.stream.topology;

import dev.farrier.ingest.IngestResult;
import dev.farrier.model.MatchedEvent;

class NoIngestMeter implements IngestMeter {
    @Override
    public void read(String source, IngestResult read) {}

    @Override
    public void deadLetter(String source) {}

    @Override
    public void times(String source, long fine, long late, long future, long furthest) {}

    @Override
    public void matched(MatchedEvent matched) {}

    @Override
    public void passedOver(String source) {}
}
