package dev.farrier.ingest.record;

import java.util.ArrayList;
import java.util.List;

/** Where something stands in a record: a field, or several of which the first that says anything counts. */
public record FieldPath(String written, List<String> alternatives) {
    /** @param written as in {@link dev.farrier.policy.Source.EventMapping}; empty: nowhere */
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

    /** The same for free text: what has a structure of its own is shown as it was written. */
    String freeText(RecordFields fields) throws UnreadableException {
        return first(fields, fields::freeText);
    }

    private interface Read {
        String text(String field) throws UnreadableException;
    }

    /** What is no text is passed over while there is another place to look at. */
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
