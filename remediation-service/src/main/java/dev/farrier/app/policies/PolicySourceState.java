package dev.farrier.app.policies;

import dev.farrier.model.Texts;

/** How the newest commit fares, or why there is none; the code is what people see. */
enum PolicySourceState {
    /** Nothing has been fetched yet. */
    STARTING,
    /** The newest commit is in force, or one with the same files. */
    CURRENT,
    /** It has errors; the one before stays in force. */
    REFUSED,
    /** It waits until a person releases another one. */
    HELD,
    /** It could not be published. */
    UNPUBLISHED;

    String code() {
        return Texts.code(this);
    }
}
