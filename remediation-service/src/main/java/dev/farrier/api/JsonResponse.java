package dev.farrier.api;

import io.javalin.http.Context;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON out. */
public final class JsonResponse {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonResponse() {}

    /** @param body maps, lists, texts, numbers, booleans, or records of them */
    public static void send(Context ctx, int status, Object body) {
        ctx.status(status).contentType("application/json").result(MAPPER.writeValueAsString(body) + "\n");
    }
}
