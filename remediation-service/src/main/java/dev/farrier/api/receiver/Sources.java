package dev.farrier.api.receiver;

import dev.farrier.policy.Source;
import java.util.Optional;
import java.util.SortedMap;

/** The sources of the policies in force. */
@FunctionalInterface
public interface Sources {
    /** Name → source; empty while there are no policies yet, which is no reason to turn senders away for good. */
    Optional<SortedMap<String, Source>> current();
}
