package dev.farrier.demo;

import dev.farrier.demo.story.Line;
import dev.farrier.demo.story.Line.What;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person is told, as the action {@code page} posts it. */
final class Page {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Page() {}

    static Line line(String body, long now) {
        try {
            JsonNode page = MAPPER.readTree(body);
            String text = page.path("summary").asString() + " ("
                    + page.path("because").asString() + ")";
            return new Line(now, page.path("bridge").asString(), What.PAGED, text);
        } catch (JacksonException e) {
            return new Line(now, "", What.PAGED, body);
        }
    }
}
