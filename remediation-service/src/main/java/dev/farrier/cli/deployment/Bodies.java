package dev.farrier.cli.deployment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A file's content → what is sent at once. */
final class Bodies {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Bodies() {}

    /**
     * Line by line when the first line is JSON by itself, else whole. None for a blank file; what is wrong with a body is
     * for its reader to say.
     */
    static List<byte[]> split(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() < 2 || !isJson(lines.get(0))) {
            return text.isBlank() ? List.of() : List.of(content);
        }
        List<byte[]> bodies = new ArrayList<>(lines.size());
        lines.forEach(line -> bodies.add(line.getBytes(StandardCharsets.UTF_8)));
        return bodies;
    }

    private static boolean isJson(String line) {
        try {
            return MAPPER.readTree(line).isContainer();
        } catch (JacksonException e) {
            return false;
        }
    }
}
