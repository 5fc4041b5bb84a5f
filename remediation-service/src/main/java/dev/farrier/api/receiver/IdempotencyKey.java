package dev.farrier.api.receiver;

import dev.farrier.api.HttpProblem;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Idempotency-Key}: the same for each attempt at one request, so that events without an id of their own are
 * recognised. With quotes, as draft-ietf-httpapi-idempotency-key-header has it, or without.
 */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("(?<quote>\"?)(?<key>[A-Za-z0-9._~:/+=@-]{1,255})\\k<quote>");

    private IdempotencyKey() {}

    /** @throws HttpProblem 400 when there are several, or it is too long or holds anything else */
    static Optional<String> of(Context ctx) {
        List<String> written = Collections.list(ctx.req().getHeaders(HEADER));
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = KEY.matcher(written.getFirst().strip());
        if (written.size() > 1 || !matcher.matches()) {
            throw HttpProblem.of(
                    400,
                    HEADER,
                    "one key of 1 to 255 letters, digits and . _ ~ : / + = @ - is expected, such as a random UUID");
        }
        return Optional.of(matcher.group("key"));
    }
}
