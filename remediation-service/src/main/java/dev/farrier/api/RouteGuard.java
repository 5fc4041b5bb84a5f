package dev.farrier.api;

import io.javalin.security.RouteRole;

/** How a route differs from the others, which want a token: one that reads any, one that changes something an operator's. */
public enum RouteGuard implements RouteRole {
    /** Asks for no token. */
    OPEN,
    /** Asks by itself, for what the source that is sent to says. */
    BY_SOURCE
}
