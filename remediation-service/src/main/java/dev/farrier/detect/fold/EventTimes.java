package dev.farrier.detect.fold;

/** Arithmetic of event times, which come from outside. */
public final class EventTimes {
    private EventTimes() {}

    /** This long before; the earliest time there is when that is out of range. */
    public static long before(long time, long millis) {
        return time < Long.MIN_VALUE + millis ? Long.MIN_VALUE : time - millis;
    }
}
