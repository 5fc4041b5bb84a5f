package dev.farrier.model;

import java.time.Duration;

/** What a person has ordered until a time: nothing is started meanwhile, and nobody is called. */
public sealed interface TimedOrder permits Silence, Maintenance {
    /** Kafka keeps for so long what people have ordered, and the lists of it are made from that. */
    Duration LONGEST = Duration.ofDays(30);

    /** Chosen by who ordered it. */
    String id();

    /** What it is about, as matchers. */
    String selected();

    String by();

    String why();

    /** When it was ordered, epoch milliseconds. */
    long since();

    /** When it ends, epoch milliseconds. */
    long until();
}
