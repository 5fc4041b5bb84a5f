package dev.farrier.model;

/** Says only that time has passed; its record time is the message. */
public record Tick() implements DeciderInput {}
