package dev.farrier.app.service;

import dev.farrier.app.monitor.MetricsReporter;
import dev.farrier.ingest.Ingest;
import dev.farrier.ingest.IngestResult;
import dev.farrier.ingest.record.Arrival;
import dev.farrier.model.DeadLetter;
import dev.farrier.model.Event;
import dev.farrier.stream.client.EventProducer;
import dev.farrier.stream.runtime.KafkaTime;
import dev.farrier.tail.LineSink;
import dev.farrier.tail.TailedLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lines of a file, read as their source says, onto the topics.
 *
 * @param host makes origins, and so event ids, of two hosts' files with the same path differ
 */
record TailSink(Ingest ingest, EventProducer events, MetricsReporter metrics, String host) implements LineSink {
    @Override
    public CompletionStage<Void> deliver(List<TailedLine> batch) {
        List<Event> all = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        long now = KafkaTime.now();
        for (TailedLine tailed : batch) {
            String origin = host + ":" + tailed.origin();
            switch (tailed) {
                case TailedLine.Complete line -> {
                    IngestResult read = ingest.read(line.bytes(), Arrival.received(origin, now));
                    metrics.read(ingest.source().name(), read);
                    all.addAll(read.events());
                    letters.addAll(read.deadLetters());
                }
                case TailedLine.Oversized tooLong -> {
                    metrics.sourceLines().recordLines(ingest.source().name(), 0, 1);
                    letters.add(new DeadLetter(
                            ingest.source().name(),
                            "a line of " + tooLong.length() + " bytes: at most 1 MiB is taken",
                            origin,
                            now,
                            tooLong.length(),
                            tooLong.sha256(),
                            new String(tooLong.head(), StandardCharsets.UTF_8)));
                }
            }
        }
        letters.forEach(letter -> metrics.deadLetter(letter.source()));
        return events.send(all, letters);
    }
}
