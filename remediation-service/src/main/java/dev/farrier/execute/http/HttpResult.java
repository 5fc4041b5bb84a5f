package dev.farrier.execute.http;

import dev.farrier.model.Action.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * The result of one request.
 *
 * @param status -1: no answer
 * @param body its first 64 KiB
 * @param problem why there was no answer; empty when there was one
 * @param sent whether the request may have reached the other side
 */
record HttpResult(int status, String body, String problem, boolean sent) {

    static HttpResult answered(int status, String body) {
        return new HttpResult(status, body, "", true);
    }

    /** The request may have been taken. */
    static HttpResult noResponse(String problem) {
        return new HttpResult(-1, "", problem, true);
    }

    /** Nobody has got the request. */
    static HttpResult notSent(String problem) {
        return new HttpResult(-1, "", problem, false);
    }

    /** How the answer differs from what is expected, in one line; null: not at all. */
    @Nullable
    String difference(HttpCall expected) {
        if (status < 0) {
            return problem;
        }
        boolean statusFits = expected.status() == 0 ? status >= 200 && status < 300 : status == expected.status();
        if (!statusFits) {
            return "HTTP " + status + " instead of " + (expected.status() == 0 ? "2xx" : expected.status());
        }
        String wanted = expected.expectBody();
        if (wanted != null && !body.strip().equals(wanted.strip())) {
            return "body is \"" + shortened(body) + "\" instead of \"" + shortened(wanted) + "\"";
        }
        return null;
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }
}
