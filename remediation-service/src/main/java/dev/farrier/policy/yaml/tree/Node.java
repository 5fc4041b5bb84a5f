package dev.farrier.policy.yaml.tree;

import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/** One YAML value and where it stands. */
public sealed interface Node {
    Place place();

    /** For messages: {@code a list}, {@code a map}, {@code the number 5}, {@code the text 'five'}, {@code nothing}. */
    String describe();

    /**
     * @param text as it was written, quotes and escapes undone
     * @param places offset in {@code text} → where that character stands in the file, as exactly as YAML allows
     */
    record Scalar(Place place, String text, Type type, IntFunction<Place> places) implements Node {
        public enum Type {
            STRING,
            INTEGER,
            FLOAT,
            BOOLEAN,
            NULL
        }

        @Override
        public String describe() {
            return switch (type) {
                case STRING -> "the text '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
                case INTEGER, FLOAT -> "the number " + text;
                case BOOLEAN -> text;
                case NULL -> "nothing";
            };
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String describe() {
            return "a list";
        }
    }

    /** @param entries in the order of the file */
    record Mapping(Place place, SequencedMap<String, Entry> entries) implements Node {
        @Override
        public String describe() {
            return "a map";
        }
    }

    /** @param place of the key */
    record Entry(Place place, Node value) {}
}
