package dev.farrier.policy.keys;

import dev.farrier.policy.problem.Location;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/** One YAML value and where it stands. */
public sealed interface Node {
    Location location();

    /** For messages: {@code a list}, {@code a map}, {@code the number 5}, {@code the text 'five'}, {@code nothing}. */
    String describe();

    /**
     * @param text as it was written, quotes and escapes undone
     * @param locations offset in {@code text} → where that character stands in the file, as exactly as YAML allows
     */
    record Scalar(Location location, String text, ScalarType type, IntFunction<Location> locations) implements Node {
        public enum ScalarType {
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

    record ListNode(Location location, List<Node> items) implements Node {
        @Override
        public String describe() {
            return "a list";
        }
    }

    /** @param entries in the order of the file */
    record MapNode(Location location, SequencedMap<String, MapEntry> entries) implements Node {
        @Override
        public String describe() {
            return "a map";
        }
    }

    /** @param location of the key */
    record MapEntry(Location location, Node value) {}
}
