package dev.farrier.ingest.record;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON text to a tree, within the limits. */
public final class JsonInput {
    private static final Pattern SOURCE =
            Pattern.compile(" \\(start marker at \\[Source: [^]]*]\\)| ?\\[Source: [^]]*]");
    private static final JsonMapper LENIENT = mapper().build();

    /** For the event API, a format of Farrier's own: there a repeated key is a mistake. */
    private static final JsonMapper STRICT =
            mapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

    private JsonInput() {}

    private static JsonMapper.Builder mapper() {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(IngestLimits.JSON_DEPTH)
                .maxTokenCount(IngestLimits.JSON_TOKENS)
                .maxStringLength(IngestLimits.BODY_BYTES)
                .build();
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                // numbers come out as they were written, whatever their size
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** What other tools write: the last one of equal keys counts. */
    public static JsonNode lenient(String text) throws UnreadableException {
        return read(LENIENT, text);
    }

    public static JsonNode strict(String text) throws UnreadableException {
        return read(STRICT, text);
    }

    private static JsonNode read(JsonMapper mapper, String text) throws UnreadableException {
        try {
            JsonNode tree = mapper.readTree(text);
            if (tree.isMissingNode()) {
                throw UnreadableException.at("", "the body is empty; JSON is expected");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw UnreadableException.at("", "JSON beyond the limits: " + message(e));
        } catch (JacksonException e) {
            throw UnreadableException.otherShape("", "not JSON" + place(e.getLocation()) + ": " + message(e));
        } catch (NumberFormatException e) {
            // what Jackson throws for an exponent that is no int
            throw UnreadableException.at("", "a number beyond all measure: " + e.getMessage());
        }
    }

    /** The parser's message without its description of the input, which it is configured not to show. */
    private static String message(JacksonException e) {
        return SOURCE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }

    private static String place(TokenStreamLocation location) {
        return location == null || location.getLineNr() < 0
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    /** Text of a string, number or boolean; empty for null and for what is not there. */
    public static String scalar(String where, JsonNode node) throws UnreadableException {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isValueNode()) {
            throw UnreadableException.at(where, "a text or number is expected, not " + describe(node));
        }
        return Utf8.wellFormed(node.asString());
    }

    /**
     * How journald writes a field that has a control character, or is not UTF-8: the numbers of its bytes
     * (systemd.io/JOURNAL_EXPORT_FORMATS). Numbers that are mostly control characters are no text.
     */
    public static boolean isByteArray(JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            return false;
        }
        int control = 0;
        for (JsonNode number : node) {
            int value = number.isInt() ? number.intValue() : -1;
            if (value < 0 || value > 255) {
                return false;
            }
            control += value < ' ' && value != '\t' && value != '\n' ? 1 : 0;
        }
        return control * 2 < node.size();
    }

    /** The text of {@link #isByteArray}; what is not UTF-8 is replaced. */
    public static String byteArrayText(JsonNode node) {
        byte[] bytes = new byte[node.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) node.get(i).intValue();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** "an object", for messages. */
    public static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "nothing";
            case BINARY, POJO -> "binary data";
        };
    }
}
