package dev.farrier.policy.yaml.remediation;

import static dev.farrier.policy.keys.YamlTypes.filled;
import static dev.farrier.policy.keys.YamlTypes.regex;

import com.google.re2j.Pattern;
import dev.farrier.policy.action.OutputPlace;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one of the {@code outputs} of a step. */
final class OutputReader {
    /** The decider looks for each of them in the output, one after the other, while all other incidents wait. */
    static final int MOST = 16;

    static final YamlMap OUTPUT =
            YamlMap.of("output", "Where a value stands in the output of a step: exactly one of regex and jsonPointer.");
    private static final YamlKey<Pattern> REGEX = OUTPUT.optional(
            "regex",
            regex(),
            "An RE2 regular expression. The value is the first group of the first match in the first 16,384"
                    + " characters, or the whole match when it has no group.");
    private static final YamlKey<String> JSON_POINTER = OUTPUT.optional(
            "jsonPointer",
            filled("write a JSON pointer such as /items/0/name"),
            "A JSON pointer (RFC 6901) to a text, number or boolean, such as /items/0/name.");

    private static final java.util.regex.Pattern BAD_ESCAPE = java.util.regex.Pattern.compile("~(?![01])");

    static {
        OUTPUT.exactlyOneOf(REGEX, JSON_POINTER);
    }

    private OutputReader() {}

    static OutputPlace read(MapReader written) {
        if (written.chosen(List.of(REGEX.name(), JSON_POINTER.name()), "only one of regex, jsonPointer") == null) {
            written.problems()
                    .error(written.location(), "'" + written.path() + "' says nothing: write regex or jsonPointer");
        }
        Pattern regex = written.find(REGEX);
        if (regex != null && regex.pattern().isEmpty()) {
            written.error(
                    REGEX, "'" + written.path(REGEX) + "' is empty, so it takes nothing: write one such as id=(\\d+)");
        }
        String pointer = written.find(JSON_POINTER);
        String problem = pointer == null ? null : problem(pointer);
        if (problem != null) {
            written.error(JSON_POINTER, problem);
        }
        return new OutputPlace(regex, pointer);
    }

    /** Null: it is a JSON pointer. */
    private static @Nullable String problem(String pointer) {
        if (!pointer.startsWith("/")) {
            return "'" + pointer + "' is no JSON pointer: it begins with '/', write " + meant(pointer);
        }
        return BAD_ESCAPE.matcher(pointer).find()
                ? "'" + pointer + "' is no JSON pointer: write ~0 for a '~' in a name, and ~1 for a '/'"
                : null;
    }

    /** A pointer instead of a fragment, a JSON path, or one without its first slash. */
    private static String meant(String text) {
        String path = text.replaceFirst("^[#$]", "");
        if (text.startsWith("$")) {
            path = path.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/');
        }
        return path.startsWith("/") ? path : "/" + path;
    }
}
