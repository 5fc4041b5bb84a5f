package dev.farrier.ingest.record;

/** Leads from the place where input turns out to be unreadable to the dead letter; never leaves this stage. */
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

    /** It may well be all right, but not for this source. */
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

    /** The same, with what there is to be said of the shape that it has. */
    public UnreadableException and(String advice) {
        return advice.isEmpty() ? this : new UnreadableException(where, what() + "; " + advice, tooLarge, otherShape);
    }

    /** The same, seen from further out: {@code labels.host} becomes {@code events[3].labels.host}. */
    public UnreadableException within(String outer) {
        String dot = outer.isEmpty() || where.isEmpty() || where.startsWith("[") ? "" : ".";
        return new UnreadableException(outer + dot + where, what(), tooLarge, otherShape);
    }

    /** The start of a text from outside. */
    public static String head(String text) {
        return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
    }

    /** The same in quotes. */
    public static String quote(String text) {
        return '"' + head(text) + '"';
    }
}
