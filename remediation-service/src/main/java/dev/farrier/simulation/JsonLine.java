package dev.farrier.simulation;

import dev.farrier.view.JsonObject;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as replay writes it. ASCII only: the same bytes whatever the terminal's encoding. */
public final class JsonLine {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonLine() {}

    /** The object without a line break. */
    public static String of(JsonObject object) {
        return JSON.writeValueAsString(object.build());
    }
}
