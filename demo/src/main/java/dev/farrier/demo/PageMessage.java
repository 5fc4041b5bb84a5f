package dev.farrier.demo;

import dev.farrier.demo.timeline.TimelineEntry;
import dev.farrier.demo.timeline.TimelineEntry.EntryType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page, as the action {@code page} posts it. */
final class PageMessage {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PageMessage() {}

    static TimelineEntry line(String body, long now) {
        try {
            JsonNode page = MAPPER.readTree(body);
            String text = page.path("summary").asString() + " ("
                    + page.path("because").asString() + ")";
            return new TimelineEntry(now, page.path("bridge").asString(), EntryType.PAGED, text);
        } catch (JacksonException e) {
            return new TimelineEntry(now, "", EntryType.PAGED, body);
        }
    }
}
