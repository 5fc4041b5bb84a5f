package dev.farrier.app.config;

import dev.farrier.policy.keys.Node;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as it was written.
 *
 * @param where {@code farrier.yaml:3:9}, {@code FARRIER_HTTP_PORT}, {@code --set http.port} or {@code default}
 * @param base relative paths start here
 * @param items one, or the items of a list
 * @param list whether it was written as a YAML list
 * @param maps the list, where its items are maps; there are no {@code items} then
 */
record RawValue(String where, Path base, List<String> items, boolean list, Node.@Nullable ListNode maps) {
    RawValue {
        items = List.copyOf(items);
    }

    RawValue(String where, Path base, List<String> items, boolean list) {
        this(where, base, items, list, null);
    }

    static RawValue text(String where, Path base, String text) {
        return new RawValue(where, base, List.of(text), false);
    }

    /** Lists joined by commas, as Kafka writes its own. */
    String text() {
        return String.join(",", items);
    }
}
