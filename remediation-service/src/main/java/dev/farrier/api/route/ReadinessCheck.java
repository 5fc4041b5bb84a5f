package dev.farrier.api.route;

/**
 * How one thing stands that this process depends on. The process is ready when all are ok.
 *
 * @param detail for people: what is missing, or how it stands
 */
public record ReadinessCheck(String name, CheckState state, String detail) {

    public enum CheckState {
        OK,
        /** A person should look, but the work goes on. */
        WARN,
        FAILED
    }

    public ReadinessCheck(String name, boolean ok, String detail) {
        this(name, ok ? CheckState.OK : CheckState.FAILED, detail);
    }

    /** A check that warns, and never makes the process unready. */
    public static ReadinessCheck noncritical(String name, boolean fine, String detail) {
        return new ReadinessCheck(name, fine ? CheckState.OK : CheckState.WARN, detail);
    }

    public boolean ok() {
        return state != CheckState.FAILED;
    }
}
