package dev.farrier.api;

import io.javalin.config.RoutesConfig;

/** A part of the API; a process offers those that it has something behind. */
public interface Routes {
    void addTo(RoutesConfig routes);
}
