package dev.farrier.view;

import dev.farrier.model.Maintenance;
import dev.farrier.model.Silence;
import dev.farrier.model.TimedOrder;
import java.time.Instant;
import java.util.Map;

/** What people have ordered until a time, as JSON. */
public final class OrderJson {
    private OrderJson() {}

    public static Map<String, Object> of(TimedOrder order) {
        String selected = switch (order) {
            case Silence silence -> "matchers";
            case Maintenance maintenance -> "selector";
        };
        return new JsonObject()
                .put("id", order.id())
                .put(selected, order.selected())
                .put("by", order.by())
                .put("why", order.why())
                .put("since", Instant.ofEpochMilli(order.since()).toString())
                .put("until", Instant.ofEpochMilli(order.until()).toString())
                .build();
    }
}
