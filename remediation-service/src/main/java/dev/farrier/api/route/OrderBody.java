package dev.farrier.api.route;

import dev.farrier.api.HttpProblem;
import dev.farrier.policy.text.Nearest;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON object in which a person's order comes. */
final class OrderBody {
    private static final int MAX_CHARS = 1000;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(4).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private OrderBody() {}

    /**
     * @param expected what the object is like, for messages
     * @throws HttpProblem 400, with what is wrong
     */
    static <T> T read(byte[] bytes, Class<T> type, String expected) {
        try {
            T order = MAPPER.readValue(bytes, type);
            if (order == null) {
                throw HttpProblem.of(400, "", expected);
            }
            return order;
        } catch (UnrecognizedPropertyException e) {
            String key = e.getPropertyName();
            Set<String> known =
                    e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.toSet());
            throw HttpProblem.of(400, key, "unknown key '" + key + "'" + Nearest.hint(key, known));
        } catch (StreamReadException e) {
            throw HttpProblem.of(400, "", "not JSON: " + e.getOriginalMessage());
        } catch (DatabindException e) {
            String where = e.getPath().isEmpty()
                    ? ""
                    : String.valueOf(e.getPath().getFirst().getPropertyName());
            throw HttpProblem.of(400, where, expected);
        }
    }

    static void checkLength(String field, @Nullable String text) {
        if (text != null && text.length() > MAX_CHARS) {
            throw HttpProblem.of(400, field, text.length() + " characters; at most " + MAX_CHARS + " are taken");
        }
    }
}
