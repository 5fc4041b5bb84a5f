package dev.farrier.api;

import io.javalin.http.Context;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer other than 2xx: {@code {"error": "…", "where": "…"}}. */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String where;
    private final @Nullable String retryAfter;

    private HttpProblem(int status, String where, String error, @Nullable String retryAfter) {
        super(error, null, false, false);
        this.status = status;
        this.where = where;
        this.retryAfter = retryAfter;
    }

    /** @param where the part of the request that is wrong; empty: the whole */
    public static HttpProblem of(int status, String where, String error) {
        return new HttpProblem(status, where, error, null);
    }

    /** 503 with Retry-After: senders such as Alertmanager repeat the request. */
    public static HttpProblem unavailable(String error) {
        return new HttpProblem(503, "", error, "1");
    }

    public int status() {
        return status;
    }

    public void answer(Context ctx) {
        if (status == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        if (retryAfter != null) {
            ctx.header("Retry-After", retryAfter);
        }
        Map<String, String> body = new TreeMap<>();
        body.put("error", String.valueOf(getMessage()));
        if (!where.isEmpty()) {
            body.put("where", where);
        }
        JsonResponse.send(ctx, status, body);
    }
}
