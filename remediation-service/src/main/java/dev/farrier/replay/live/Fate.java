package dev.farrier.replay.live;

import dev.farrier.model.AuditRecord;

/** What became of a detection. */
sealed interface Fate {
    /** It opened an incident. */
    record Opened(Story story) implements Fate {}

    /** An open incident took it in. */
    record Absorbed(Story by) implements Fate {}

    /**
     * It was ignored; of the same reason again and again, only the first is on record.
     *
     * @param decision the first one, after which none came more than {@link
     *     dev.farrier.decide.StateRecord.Ignored#FORGOTTEN_AFTER} behind the one before
     */
    record Ignored(AuditRecord decision) implements Fate {}

    /** What is on record does not tell. */
    record Untold() implements Fate {}

    /** In one line. */
    default String text() {
        return switch (this) {
            case Opened opened -> opened.story().text();
            case Absorbed absorbed -> "repeat of " + absorbed.by().incident().id();
            case Ignored ignored -> Story.ruling(ignored.decision());
            case Untold untold -> "detected";
        };
    }
}
