package dev.farrier.api;

import java.util.List;

/** Whether this process can do its work. */
@FunctionalInterface
public interface Readiness {
    /** Everything it depends on, each with its state; ready when all are ok. Must not block. */
    List<Check> checks();

    /** @param detail for people: what is missing, or how it stands */
    record Check(String name, State state, String detail) {

        /** One that either works or stands in the way. */
        public Check(String name, boolean ok, String detail) {
            this(name, ok ? State.OK : State.FAILED, detail);
        }

        /** One that never stands in the way. */
        public static Check noncritical(String name, boolean fine, String detail) {
            return new Check(name, fine ? State.OK : State.WARN, detail);
        }

        /** It does not stand in the way. */
        public boolean ok() {
            return state != State.FAILED;
        }
    }

    /** How something stands. */
    enum State {
        OK,
        /** A person should look, but the work goes on. */
        WARN,
        FAILED
    }
}
