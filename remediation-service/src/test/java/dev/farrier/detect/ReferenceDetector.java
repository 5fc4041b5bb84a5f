package dev.farrier.detect;

import java.util.List;

/** What a detector should do, by its definition: looks at the whole list for each event, and is too simple to be wrong. */
@FunctionalInterface
interface ReferenceDetector {

    /** The events that it fires at, in order. */
    List<OracleEvent> firings(List<OracleEvent> eventsOfOneGroupInOrder);
}
