package dev.farrier.decide.command;

import com.google.re2j.Matcher;
import dev.farrier.policy.action.OutputPlace;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Takes the values out of the output of a step that {@code outputs} names. What is not there, or too long, has no value. */
public final class OutputExtractor {
    /** The longest value, characters. */
    public static final int LONGEST = 1_024;

    /** A regular expression sees so much of the beginning, characters: the decider waits for it. */
    private static final int SEARCHED = 16_384;

    /** Keeps numbers as they are written: a version 1.10 is not 1.1, and 1e999 is not Infinity. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private OutputExtractor() {}

    public static SortedMap<String, String> extract(SortedMap<String, OutputPlace> places, String output) {
        SortedMap<String, String> values = new TreeMap<>();
        places.forEach((name, place) -> {
            String value = place.regex() != null ? byRegex(place, output) : byPointer(place, output);
            if (value != null && value.length() <= LONGEST) {
                values.put(name, value);
            }
        });
        return values;
    }

    /** The first group of the first match, or the whole match when there is no group. */
    private static @Nullable String byRegex(OutputPlace place, String output) {
        if (place.regex() == null) {
            return null;
        }
        Matcher matcher = place.regex().matcher(output.substring(0, Math.min(output.length(), SEARCHED)));
        return matcher.find() ? matcher.group(Math.min(1, matcher.groupCount())) : null;
    }

    private static @Nullable String byPointer(OutputPlace place, String output) {
        try {
            JsonNode found = JSON.readTree(output).at(place.jsonPointer());
            return found.isValueNode() && !found.isNull() ? found.asString() : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
