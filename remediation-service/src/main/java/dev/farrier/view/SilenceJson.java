package dev.farrier.view;

import dev.farrier.model.Silence;
import java.time.Instant;
import java.util.Map;

/** A silence, for the command line and the API. */
public final class SilenceJson {
    private SilenceJson() {}

    /** Times as in {@code 2027-01-15T06:00:00Z}. */
    public static Map<String, Object> of(Silence silence) {
        return new JsonObject()
                .put("id", silence.id())
                .put("matchers", silence.matchers())
                .put("by", silence.by())
                .put("why", silence.why())
                .put("since", Instant.ofEpochMilli(silence.since()).toString())
                .put("until", Instant.ofEpochMilli(silence.until()).toString())
                .build();
    }
}
