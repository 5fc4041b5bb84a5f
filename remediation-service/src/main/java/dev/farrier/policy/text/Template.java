package dev.farrier.policy.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Text with references: {@code http://{resource.address}:9000/{params.path}}. References stand for values, never for code:
 * {@code resource.name, resource.address, resource.site, resource.group, resource.labels.X, resource.parameters.X,
 * group.X, params.X, steps.ID.output, incident.id, incident.policy, incident.reason, incident.because}. A literal brace
 * is written twice.
 */
public final class Template {
    private final String text;
    private final List<Part> parts;
    private final boolean json;

    private record Part(String text, boolean reference) {}

    /** A value that a reference asked for does not exist, or the template itself is malformed. */
    public static final class TemplateException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        TemplateException(String message) {
            super(message);
        }
    }

    private Template(String text, List<Part> parts, boolean json) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.json = json;
    }

    /** @throws TemplateException when a brace is not closed or a reference is empty or has spaces */
    public static Template parse(String text) {
        return parse(text, false);
    }

    /**
     * A JSON text with references inside its strings: {@link #render} escapes the values, so that none can change the
     * JSON's shape. Braces of the JSON itself are doubled, as everywhere.
     *
     * @throws TemplateException when a brace is not closed or a reference is empty or has spaces
     */
    public static Template parseJson(String text) {
        return parse(text, true);
    }

    private static Template parse(String text, boolean json) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                String reference = end < 0 ? "" : text.substring(i + 1, end);
                if (!reference.matches("[A-Za-z0-9_.:/-]+")) {
                    throw new TemplateException(
                            end < 0
                                    ? "'{' at character " + (i + 1) + " is not closed (write '{{' for a brace)"
                                    : "'{" + reference + "}' is not a reference such as {resource.name}"
                                            + " (write '{{' and '}}' for braces)");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Part(literal.toString(), false));
                    literal.setLength(0);
                }
                parts.add(new Part(reference, true));
                i = end;
            } else if (c == '}') {
                throw new TemplateException("'}' at character " + (i + 1) + " closes nothing (write '}}' for a brace)");
            } else {
                literal.append(c);
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), false));
        }
        return new Template(text, parts, json);
    }

    /** The references in order of appearance, e.g. {@code resource.address}. */
    public List<String> references() {
        return parts.stream().filter(Part::reference).map(Part::text).toList();
    }

    /** Values as they are: for one argument of a command line, a header, a file's content. In JSON, escaped. */
    public String render(Function<String, @Nullable String> values) {
        return render(values, false);
    }

    /** Values percent-encoded (RFC 3986, all but unreserved characters), so that none can change the URL's shape. */
    public String renderUrl(Function<String, @Nullable String> values) {
        return render(values, true);
    }

    /** @throws TemplateException naming the first reference that has no value */
    private String render(Function<String, @Nullable String> values, boolean url) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (!part.reference()) {
                out.append(part.text());
                continue;
            }
            String value = values.apply(part.text());
            if (value == null) {
                throw new TemplateException("{" + part.text() + "} has no value");
            }
            // An address in brackets is an IPv6 host; encoding its colons would break the URL it stands in.
            if (json) {
                escapeJson(out, value);
            } else {
                out.append(url && !part.text().equals("resource.address") ? percentEncode(value) : value);
            }
        }
        return out.toString();
    }

    private static void escapeJson(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    private static String percentEncode(String value) {
        StringBuilder out = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (unreserved) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && template.json == json && template.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
