package dev.farrier.api.server;

import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AllowedHosts;
import java.util.List;

/**
 * Where the API listens, and who may use it.
 *
 * @param host address to bind to; {@code 127.0.0.1} unless configured otherwise
 * @param port 0: any free one
 */
public record HttpConfig(String host, int port, AllowedHosts names, AccessControl access) {
    /** On loopback, without tokens. */
    public static HttpConfig onLoopback(int port) {
        return new HttpConfig("127.0.0.1", port, new AllowedHosts(List.of()), new AccessControl(List.of()));
    }
}
