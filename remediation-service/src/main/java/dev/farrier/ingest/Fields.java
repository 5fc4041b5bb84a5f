package dev.farrier.ingest;

/** What a record consists of before its {@code Source} says which field means what. */
interface Fields {
    /**
     * The field as text; empty when missing.
     *
     * @throws Unreadable when it is there but is not one text
     */
    String text(String field) throws Unreadable;

    /** The same for free text: what has a structure of its own is shown as it was written. */
    default String freeText(String field) throws Unreadable {
        return text(field);
    }
}
