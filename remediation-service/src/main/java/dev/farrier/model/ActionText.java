package dev.farrier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text of an action. A reference to a secret is a part of its own, which only a policy can write: no value of an event can pose
 * as one. The executor inserts the secrets.
 */
public record ActionText(List<Part> parts) {
    private static final ActionText EMPTY = new ActionText(List.of());

    public ActionText {
        parts = joined(parts);
    }

    public sealed interface Part permits Plain, Secret {}

    /** Sent as it is: nothing in it is a reference. */
    public record Plain(String text) implements Part {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * @param name of the environment variable, or the file's absolute path
     * @param encoding how its value is escaped, so that it cannot change the structure around it
     */
    public record Secret(SecretPlace place, String name, SecretEncoding encoding) implements Part {
        public Secret {
            boolean fits = switch (place) {
                case ENV -> name.matches("[A-Za-z_][A-Za-z0-9_]*");
                case FILE -> name.matches("/[^\\p{Cntrl}]+");
            };
            if (!fits) {
                throw new IllegalArgumentException("no secret can be found at '" + name + "'");
            }
        }

        /** As in a policy. */
        @Override
        public String toString() {
            return switch (place) {
                case ENV -> "{secret.env:" + name + "}";
                case FILE -> "{secret.file:" + name + "}";
            };
        }
    }

    /** On the executor. */
    public enum SecretPlace {
        ENV,
        FILE
    }

    public enum SecretEncoding {
        NONE,
        JSON,
        /** Percent-encoded. */
        QUERY,
        /** Percent-encoded, but slashes stay: a secret may be several segments of a path. */
        PATH;

        public String encode(String value) {
            return switch (this) {
                case NONE -> value;
                case JSON -> Encodings.json(value);
                case QUERY -> Encodings.percent(value, "");
                case PATH -> Encodings.percent(value, "/");
            };
        }
    }

    public static ActionText of(String text) {
        return text.isEmpty() ? EMPTY : new ActionText(List.of(new Plain(text)));
    }

    /** Merges adjacent plain parts, so that equal texts are equal. */
    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Secret secret -> joined.add(secret);
                case Plain plain -> {
                    if (plain.text().isEmpty()) {
                        continue;
                    }
                    if (!joined.isEmpty() && joined.getLast() instanceof Plain before) {
                        joined.set(joined.size() - 1, new Plain(before.text() + plain.text()));
                    } else {
                        joined.add(plain);
                    }
                }
            }
        }
        return List.copyOf(joined);
    }

    /** For people: with references in place of the secrets. */
    @Override
    public String toString() {
        return parts.stream().map(Part::toString).collect(Collectors.joining());
    }
}
