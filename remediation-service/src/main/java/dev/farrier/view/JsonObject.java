package dev.farrier.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds one object of JSON: its members in the order in which they are added, and nothing where nothing is known. */
final class JsonObject {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** {@code AWAITING_APPROVAL} is {@code awaiting-approval}. */
    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param value null: left out */
    JsonObject put(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /** @param text empty: left out */
    JsonObject text(String name, String text) {
        return put(name, text.isEmpty() ? null : text);
    }

    JsonObject map(String name, Map<String, String> map) {
        return put(name, map.isEmpty() ? null : map);
    }

    JsonObject code(String name, @Nullable Enum<?> constant) {
        return put(name, constant == null ? null : code(constant));
    }

    /** @param millis since 1970; 0: left out */
    JsonObject time(String name, long millis) {
        return put(name, millis > 0 ? Instant.ofEpochMilli(millis).toString() : null);
    }

    Map<String, Object> build() {
        return members;
    }
}
