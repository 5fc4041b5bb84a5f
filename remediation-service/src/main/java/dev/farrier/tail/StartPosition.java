package dev.farrier.tail;

/** Where to begin in a file that is there already and of which nothing is known yet. One that appears later is read whole. */
public enum StartPosition {
    BEGINNING,
    /** Behind its last complete line: what is old is not news. */
    END
}
