package dev.farrier.demo;

import dev.farrier.demo.story.StoryLine;
import dev.farrier.demo.story.StoryLine.StoryEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page, as the action {@code page} posts it. */
final class PageMessage {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private PageMessage() {}

    static StoryLine line(String body, long now) {
        try {
            JsonNode page = MAPPER.readTree(body);
            String text = page.path("summary").asString() + " ("
                    + page.path("because").asString() + ")";
            return new StoryLine(now, page.path("bridge").asString(), StoryEvent.PAGED, text);
        } catch (JacksonException e) {
            return new StoryLine(now, "", StoryEvent.PAGED, body);
        }
    }
}
