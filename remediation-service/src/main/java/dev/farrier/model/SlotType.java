package dev.farrier.model;

/** Which of a worker's slots a command takes. Each lane has slots of its own, so none can use up another's. */
public enum SlotType {
    /** Changes something: steps and rollbacks. */
    ACT,
    /** Asks once and answers at once: a confirm, one probe. */
    LOOK,
    /** Asks again and again, perhaps for hours: {@code waitUntil}, a probe that must hold for some time. */
    WAIT,
    /** Calls a person, or tells them that it is over. */
    CALL
}
