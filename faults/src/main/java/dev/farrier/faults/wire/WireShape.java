package dev.farrier.faults.wire;

/** How many requests fail. */
public enum WireShape {
    /** One. */
    ONCE("once"),
    /** All of the kind, for some seconds. */
    BURST("burst"),
    /** All that the client sends for some seconds, from a request at the commit's edge on. */
    EDGE("edge");

    private final String text;

    WireShape(String text) {
        this.text = text;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return text;
    }
}
