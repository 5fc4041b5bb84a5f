package dev.farrier.api;

import io.javalin.config.RoutesConfig;

/** A part of the API. A process offers those that its roles have. */
public interface Routes {
    void addTo(RoutesConfig routes);
}
