package dev.farrier.simulation;

import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as replay writes it. ASCII only: the same bytes whatever the terminal's encoding. */
public final class JsonLine {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonLine() {}

    /** One object without a line break, its keys in the map's order. */
    public static String of(Map<String, Object> fields) {
        return JSON.writeValueAsString(fields);
    }
}
