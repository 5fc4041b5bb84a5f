package dev.farrier.policy.keys;

import org.jspecify.annotations.Nullable;

/**
 * The declaration of one key. Declared by {@link YamlMap#required} and {@link YamlMap#optional}.
 *
 * @param defaultValue what holds where the key is absent; null: nothing, or what {@code description} says
 * @param description one or more sentences, for the JSON Schema and the reference
 */
public record YamlKey<T>(
        String name,
        YamlType<T> type,
        boolean required,
        @Nullable T defaultValue,
        String description) {
    /** A key that may be absent, and that several maps have: {@link YamlMap#add}. */
    public static <T> YamlKey<T> of(String name, YamlType<T> type, String description) {
        return new YamlKey<>(name, type, false, null, description);
    }

    YamlKey<T> asOptional() {
        return new YamlKey<>(name, type, false, defaultValue, description);
    }

    /** {@code description}, the range and the default. */
    String fullDescription() {
        StringBuilder text = new StringBuilder(description);
        if (!type.range().isEmpty()) {
            text.append(' ')
                    .append(Character.toUpperCase(type.range().charAt(0)))
                    .append(type.range(), 1, type.range().length())
                    .append('.');
        }
        if (defaultValue != null) {
            text.append(" Default: ").append(defaultText()).append('.');
        }
        return text.toString();
    }

    /** The default as a user would write it; empty where there is none. */
    public String defaultText() {
        return defaultValue == null ? "" : String.valueOf(type.toJson().apply(defaultValue));
    }
}
