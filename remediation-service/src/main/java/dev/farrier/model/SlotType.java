package dev.farrier.model;

/** Type of a worker's slots. Commands of one type cannot use up the slots of another. */
public enum SlotType {
    /** Changes something: steps and rollbacks. */
    ACT,
    /** Looks and changes nothing: a confirm, or a step of a diagnosis. */
    LOOK,
    /** Repeated probes, for hours perhaps: {@code waitUntil}, a probe that must hold for some time. */
    WAIT,
    /** Calls of a person, and the message that the incident is over. */
    CALL
}
