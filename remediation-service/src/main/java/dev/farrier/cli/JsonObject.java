package dev.farrier.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object a line, keys in the order they were put; what is null or empty text is left out. */
public final class JsonObject {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final SequencedMap<String, Object> fields = new LinkedHashMap<>();

    /** @param value text, a number, a boolean, a list or map of them */
    public JsonObject put(String key, @Nullable Object value) {
        if (value != null && !"".equals(value)) {
            fields.put(key, value);
        }
        return this;
    }

    /** Without a line break. */
    public String line() {
        return line(fields);
    }

    /** @param object its values are text, numbers, booleans, lists or maps of them */
    public static String line(Map<String, Object> object) {
        return MAPPER.writeValueAsString(object);
    }
}
