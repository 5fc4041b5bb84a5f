package dev.farrier.stream.topology;

import dev.farrier.ingest.Ingested;

final class NoIngestMeter implements IngestMeter {
    @Override
    public void read(String source, Ingested read) {}

    @Override
    public void deadLetter(String source) {}

    @Override
    public void passedOver(String source) {}
}
