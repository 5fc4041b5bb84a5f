package dev.farrier.api;

import org.jspecify.annotations.Nullable;

/**
 * Where the API listens, and whom it obeys.
 *
 * @param host address to bind to; {@code 127.0.0.1} unless configured otherwise
 * @param port 0: any free one
 * @param token what {@code Authorization: Bearer …} must carry to change anything but events (halt, resume, cancel); null:
 *     there is none, and only requests from this machine may
 */
public record HttpConfig(String host, int port, @Nullable String token) {
    /** On loopback, without a token. */
    public static HttpConfig onLoopback(int port) {
        return new HttpConfig("127.0.0.1", port, null);
    }
}
