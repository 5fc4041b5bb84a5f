package dev.farrier.policy.text;

import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with references: {@code http://{resource.address}:9000/{params.path}}. References stand for values, never for code:
 * {@code resource.name, resource.address, resource.site, resource.group, resource.labels.X, resource.parameters.X,
 * group.X, params.X, steps.ID.output, incident.id, incident.policy, incident.reason, incident.because}; {@code diagnosis} in calls; and for what only
 * the executor knows: {@code secret.env:NAME, secret.file:/path}. A literal brace is written twice.
 */
public final class Template {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_.:/-]+|secret\\.file:/[^{}\"\\\\\\p{Cntrl}]+");
    private static final String SECRET = "secret.";
    /** A text whose last character belongs to a word, so that a value after it begins none; see {@link ArgumentCharacters}. */
    private static final Pattern END_OF_WORD = Pattern.compile("(?s).*[A-Za-z0-9_.:@/=,+-]");

    private final String text;
    private final List<Part> parts;
    private final SecretEncoding encoding;

    private sealed interface Part {}

    private record Literal(String text) implements Part {}

    private record Reference(String name) implements Part {}

    /** @param written without braces */
    private record Secret(String written, SecretPlace place, String name) implements Part {}

    /** A value that a reference asked for does not exist, or the template itself is malformed. */
    public static final class TemplateException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        TemplateException(String message) {
            super(message);
        }
    }

    private Template(String text, List<Part> parts, SecretEncoding encoding) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.encoding = encoding;
    }

    /** @throws TemplateException when a brace is not closed, or what is between two is no reference */
    public static Template parse(String text) {
        return parse(text, SecretEncoding.NONE);
    }

    /**
     * A JSON text with references inside its strings: {@link #render} escapes the values, so that none can change the
     * JSON's shape. Braces of the JSON itself are doubled, as everywhere.
     *
     * @throws TemplateException as {@link #parse}
     */
    public static Template parseJson(String text) {
        return parse(text, SecretEncoding.JSON);
    }

    /**
     * {@code a={params.x}&b={params.y}}: values are percent-encoded, so that none can add a field.
     *
     * @throws TemplateException as {@link #parse}
     */
    public static Template parseForm(String text) {
        return parse(text, SecretEncoding.QUERY);
    }

    private static Template parse(String text, SecretEncoding encoding) {
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
                if (!REFERENCE.matcher(reference).matches()) {
                    throw new TemplateException(
                            end < 0
                                    ? "'{' at character " + (i + 1) + " is not closed (write '{{' for a brace)"
                                    : "'{" + reference + "}' is not a reference such as {resource.name}"
                                            + " (write '{{' and '}}' for braces)");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Literal(literal.toString()));
                    literal.setLength(0);
                }
                parts.add(reference.startsWith(SECRET) ? secret(reference) : new Reference(reference));
                i = end;
            } else if (c == '}') {
                throw new TemplateException("'}' at character " + (i + 1) + " closes nothing (write '}}' for a brace)");
            } else {
                literal.append(c);
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return new Template(text, parts, encoding);
    }

    private static Secret secret(String reference) {
        String found = reference.substring(SECRET.length());
        if (found.matches("env:[A-Za-z_][A-Za-z0-9_]*")) {
            return new Secret(reference, SecretPlace.ENV, found.substring("env:".length()));
        }
        if (found.matches("file:/(?!/).+")) {
            return new Secret(reference, SecretPlace.FILE, found.substring("file:".length()));
        }
        throw new TemplateException(
                "'{" + reference + "}' is no secret: write {secret.env:NAME} or {secret.file:/absolute/path}");
    }

    /** The references in order of appearance, e.g. {@code resource.address}; those to secrets are not among them. */
    public List<String> references() {
        return parts.stream()
                .filter(Reference.class::isInstance)
                .map(part -> ((Reference) part).name())
                .toList();
    }

    /** The references to secrets in order of appearance, e.g. {@code secret.env:TOKEN}. */
    public List<String> secrets() {
        return parts.stream()
                .filter(Secret.class::isInstance)
                .map(part -> ((Secret) part).written())
                .toList();
    }

    /** The text before the first reference. */
    public String beginning() {
        return !parts.isEmpty() && parts.getFirst() instanceof Literal literal ? literal.text() : "";
    }

    /** Whether there is nothing to fill in. */
    public boolean isLiteral() {
        return parts.stream().allMatch(Literal.class::isInstance);
    }

    /**
     * Values as they are: for one argument of a command line. In JSON, escaped.
     *
     * @throws TemplateException naming the first reference that has no value or is a secret
     */
    public String render(Function<String, @Nullable String> values) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            out.append(
                    switch (part) {
                        case Literal literal -> literal.text();
                        case Reference reference -> encoding.encode(value(reference, values));
                        case Secret secret ->
                            throw new TemplateException("{" + secret.written() + "} can't be used here");
                    });
        }
        return out.toString();
    }

    /**
     * Values as they are, in JSON and forms encoded, and secrets left to the executor.
     *
     * @throws TemplateException naming the first reference that has no value
     */
    public ActionText renderText(Function<String, @Nullable String> values) {
        return render(reference -> encoding.encode(value(reference, values)), first -> encoding);
    }

    /**
     * Values percent-encoded (RFC 3986, all but unreserved characters), so that none can change the URL's shape. A secret
     * that the URL begins with is the beginning of a URL, and stays as it is.
     *
     * @throws TemplateException naming the first reference that has no value
     */
    public ActionText renderUrl(Function<String, @Nullable String> values) {
        // An address in brackets is an IPv6 host; encoding its colons would break the URL it stands in.
        return render(
                reference -> reference.name().equals("resource.address")
                        ? value(reference, values)
                        : SecretEncoding.QUERY.encode(value(reference, values)),
                first -> first ? SecretEncoding.NONE : SecretEncoding.PATH);
    }

    /** @param encodings of secrets: whether one is the first part → how it is written */
    private ActionText render(Function<Reference, String> values, Function<Boolean, SecretEncoding> encodings) {
        List<ActionText.Part> out = new ArrayList<>();
        for (Part part : parts) {
            out.add(
                    switch (part) {
                        case Literal literal -> new ActionText.Plain(literal.text());
                        case Reference reference -> new ActionText.Plain(values.apply(reference));
                        case Secret secret ->
                            new ActionText.Secret(secret.place(), secret.name(), encodings.apply(out.isEmpty()));
                    });
        }
        return new ActionText(out);
    }

    private static String value(Reference reference, Function<String, @Nullable String> values) {
        String value = values.apply(reference.name());
        if (value == null) {
            throw new TemplateException("{" + reference.name() + "} has no value");
        }
        return value;
    }

    /**
     * The reference whose value would make an option of the argument: it begins with '-' where the argument begins.
     *
     * @param words whether the argument's words are arguments again, as in a text that a shell reads
     * @return null: there is none
     */
    public @Nullable String option(Function<String, @Nullable String> values, boolean words) {
        StringBuilder before = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> before.append(literal.text());
                case Reference reference -> {
                    String value = value(reference, values);
                    boolean begins = before.isEmpty()
                            || (words && !END_OF_WORD.matcher(before).matches());
                    if (begins && value.startsWith("-")) {
                        return reference.name();
                    }
                    before.append(value);
                }
                case Secret secret -> before.append(secret.written());
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Template template && template.encoding == encoding && template.text.equals(text);
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
