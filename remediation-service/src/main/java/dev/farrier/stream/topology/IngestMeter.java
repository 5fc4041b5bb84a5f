package dev.farrier.stream.topology;

import dev.farrier.ingest.IngestResult;
import dev.farrier.model.MatchedEvent;

/** Counts what ingest has read, by source. */
public interface IngestMeter {
    void read(String source, IngestResult read);

    /** @param source empty when not even that is known */
    void deadLetter(String source);

    /**
     * How the times of a source's events stood to when they were appended, since the last such word; once a second.
     *
     * @param late so much later that what they tell is no news: by more than 5 min, or by more than the source allows
     * @param future appended more than 1 min before it is said to have happened
     * @param furthest the furthest that one of those was off, milliseconds
     */
    void times(String source, long fine, long late, long future, long furthest);

    /** An event concerns these policies, all by the same group. */
    void matched(MatchedEvent matched);

    /** Only absences wait for such events, and a newer one of the group stood for this one. */
    void passedOver(String source);
}
