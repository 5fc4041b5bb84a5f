package dev.farrier.ingest.record;

/** A body, or a part of it, can't be read. Ingest makes a dead letter of it: it never leaves this stage. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED_CHARS = 100;

    private final String where;
    private final boolean tooLarge;
    private final boolean otherShape;

    private UnreadableException(String where, String what, boolean tooLarge, boolean otherShape) {
        // dead letters come by the thousand when a source changes its format: no stack trace
        super(what, null, false, false);
        this.where = where;
        this.tooLarge = tooLarge;
        this.otherShape = otherShape;
    }

    public static UnreadableException at(String where, String what) {
        return new UnreadableException(where, what, false, false);
    }

    public static UnreadableException tooLarge(String where, String what) {
        return new UnreadableException(where, what, true, false);
    }

    /** For input that may be valid, but has another format than its source. */
    public static UnreadableException otherShape(String where, String what) {
        return new UnreadableException(where, what, false, true);
    }

    public String what() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    public String where() {
        return where;
    }

    public boolean isTooLarge() {
        return tooLarge;
    }

    public boolean isOtherShape() {
        return otherShape;
    }

    /** The same with advice behind its message; itself when the advice is empty. */
    public UnreadableException and(String advice) {
        return advice.isEmpty() ? this : new UnreadableException(where, what() + "; " + advice, tooLarge, otherShape);
    }

    /** The same with the place of what encloses it in front: {@code labels.host} becomes {@code events[3].labels.host}. */
    public UnreadableException within(String outer) {
        String dot = outer.isEmpty() || where.isEmpty() || where.startsWith("[") ? "" : ".";
        return new UnreadableException(outer + dot + where, what(), tooLarge, otherShape);
    }

    /** The start of a text that comes from outside, for messages. */
    public static String head(String text) {
        return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
    }

    /** The same in quotes. */
    public static String quote(String text) {
        return '"' + head(text) + '"';
    }
}
