package dev.farrier.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param name with dots, as on the command line; in the file each dot may begin a nested map
 * @param defaultText as it would be written; null: the key has no default, and its value may be null
 * @param help one sentence, for the reference
 */
record ConfigKey<T>(
        String name, ValueType<T> type, @Nullable String defaultText, String help) {

    static final String VARIABLE_PREFIX = "FARRIER_";

    /** The environment variable: {@code http.port} is {@code FARRIER_HTTP_PORT}, {@code dataDir} {@code FARRIER_DATA_DIR}. */
    String variable() {
        return VARIABLE_PREFIX
                + name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
