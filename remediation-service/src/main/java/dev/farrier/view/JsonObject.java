package dev.farrier.view;

import dev.farrier.model.Texts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Builds one object of JSON: its members in the order in which they are added, and nothing where nothing is known. */
public final class JsonObject {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** @param value null: left out */
    public JsonObject put(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /** @param text null or empty: left out */
    public JsonObject text(String name, @Nullable String text) {
        return put(name, text == null || text.isEmpty() ? null : text);
    }

    public JsonObject map(String name, Map<String, String> map) {
        return put(name, map.isEmpty() ? null : map);
    }

    public JsonObject code(String name, @Nullable Enum<?> constant) {
        return put(name, constant == null ? null : Texts.code(constant));
    }

    /** @param millis since 1970; 0: left out */
    public JsonObject time(String name, long millis) {
        return put(name, millis > 0 ? Instant.ofEpochMilli(millis).toString() : null);
    }

    public Map<String, Object> build() {
        return members;
    }

    /** Without a line break. */
    public String line() {
        return line(members);
    }

    /** @param members text, numbers, booleans, or lists or maps of them */
    public static String line(Map<String, Object> members) {
        return MAPPER.writeValueAsString(members);
    }
}
