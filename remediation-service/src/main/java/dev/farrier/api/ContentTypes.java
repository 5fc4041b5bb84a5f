package dev.farrier.api;

import io.javalin.http.Context;
import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is posted is read as UTF-8. */
final class ContentTypes {
    private static final Pattern CHARSET = Pattern.compile(
            ";\\s*charset\\s*=\\s*(\"(?<quoted>[^\"]*)\"|(?<plain>[^;\\s]*))", Pattern.CASE_INSENSITIVE);

    private ContentTypes() {}

    /** @throws Problem 415 when it is said to be in a charset that nobody knows, which the server below takes for its own mistake */
    static void check(Context ctx) {
        // not ctx.contentType(): that is what fails
        String contentType = ctx.header("Content-Type");
        Matcher matcher = CHARSET.matcher(contentType == null ? "" : contentType);
        while (matcher.find()) {
            String quoted = matcher.group("quoted");
            String charset = quoted == null ? matcher.group("plain") : quoted;
            if (!isKnown(charset)) {
                throw Problem.of(415, "Content-Type", "unknown charset '" + charset + "'; send UTF-8");
            }
        }
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
