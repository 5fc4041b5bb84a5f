package dev.farrier.app.config;

import dev.farrier.secret.SecretReference;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A URL, or where one is kept: whoever knows the address of a dead man's switch can keep it quiet.
 *
 * @param url null: it is at {@code reference}
 */
public record PingUrl(@Nullable URI url, @Nullable SecretReference reference) {
    static ValueType<PingUrl> type() {
        return new ValueType<>("a URL of http or https, env:NAME or file:PATH", false, false, false, written -> {
            String text = written.text().strip();
            return text.startsWith("http:") || text.startsWith("https:")
                    ? new PingUrl(parse(text), null)
                    : new PingUrl(null, SecretReference.parse(text, written.base()));
        });
    }

    /** @throws IllegalArgumentException when there is none, or it is no URL; the message does not hold it */
    public URI resolve(Map<String, String> environment) {
        if (url != null) {
            return url;
        }
        if (reference == null) {
            throw new IllegalStateException("neither a URL nor a reference");
        }
        return parse(reference.resolve(environment));
    }

    private static URI parse(String text) {
        URI parsed;
        try {
            parsed = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("it is no URL"); // the cause would hold it
        }
        String scheme = parsed.getScheme();
        if (parsed.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("it is no URL of http or https");
        }
        return parsed;
    }
}
