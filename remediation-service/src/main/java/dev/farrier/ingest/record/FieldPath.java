package dev.farrier.ingest.record;

import java.util.ArrayList;
import java.util.List;

/** Names a field of a record, or several, of which the first that is not blank counts. */
public record FieldPath(String written, List<String> alternatives) {
    /** @param written as in {@link dev.farrier.policy.source.Source.EventMapping}; empty: no field */
    public static FieldPath of(String written) {
        List<String> alternatives = new ArrayList<>();
        for (String field : written.split("\\|\\|", -1)) {
            if (!field.isBlank()) {
                alternatives.add(field.strip());
            }
        }
        return new FieldPath(written, List.copyOf(alternatives));
    }

    /** Empty when it is missing. */
    public String text(RecordFields fields) throws UnreadableException {
        return first(fields, fields::text);
    }

    /** The same for free text: an object or array gives its JSON. */
    String freeText(RecordFields fields) throws UnreadableException {
        return first(fields, fields::freeText);
    }

    private interface Read {
        String text(String field) throws UnreadableException;
    }

    /** A field that is no text is an error only when no other alternative has a text. */
    private String first(RecordFields fields, Read read) throws UnreadableException {
        UnreadableException wrong = null;
        for (String field : alternatives) {
            try {
                String text = read.text(field);
                if (!text.isBlank()) {
                    return text;
                }
            } catch (UnreadableException e) {
                wrong = wrong == null ? e : wrong;
            }
        }
        if (wrong != null) {
            throw wrong;
        }
        return "";
    }
}
