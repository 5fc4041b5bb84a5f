package dev.farrier.api;

import io.javalin.security.RouteRole;

/** Routes with other rules than the usual one: any token to read, an operator's to change something. */
public enum RouteGuard implements RouteRole {
    /** Needs no token. */
    OPEN,
    /** The route checks what the source asks for. */
    BY_SOURCE,
    /** The route checks whose token it is. */
    BY_ROUTE
}
