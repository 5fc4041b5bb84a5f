package dev.farrier.app.policies;

import dev.farrier.model.Texts;

/** How the newest policies fare; the code is what people see. */
enum PolicySourceState {
    /** They are in force. */
    CURRENT,
    /** They have errors; the ones before stay in force. */
    REFUSED;

    String code() {
        return Texts.code(this);
    }
}
