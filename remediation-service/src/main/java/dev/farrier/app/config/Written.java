package dev.farrier.app.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A value as somebody wrote it.
 *
 * @param where {@code farrier.yaml:3:9}, {@code FARRIER_HTTP_PORT}, {@code --set http.port} or {@code default}
 * @param base relative paths start here
 * @param items one, or the items of a list
 * @param list whether it was written as a YAML list
 */
record Written(String where, Path base, List<String> items, boolean list) {
    Written {
        items = List.copyOf(items);
    }

    static Written text(String where, Path base, String text) {
        return new Written(where, base, List.of(text), false);
    }

    /** Lists joined by commas, as Kafka writes its own. */
    String text() {
        return String.join(",", items);
    }
}
