package dev.farrier.app.service;

import dev.farrier.api.server.HttpServer;
import dev.farrier.app.config.Role;
import dev.farrier.app.config.Settings;
import dev.farrier.stream.core.CoreApp;
import dev.farrier.stream.runtime.StreamsRunner;

/**
 * Loads, while the start waits for Kafka, what its later steps need and what takes long in a new JVM. Nobody waits for it: a step that
 * comes before it loads its part itself.
 */
final class Preload {
    private Preload() {}

    static void begin(Settings settings) {
        on("preload-http", HttpServer::preload);
        if (settings.has(Role.CORE)) {
            on("preload-core", CoreApp::preload);
        }
        if (settings.has(Role.CORE) || settings.has(Role.INGEST)) {
            on("preload-streams", () -> StreamsRunner.preload(StreamsComponent.stateDir(settings)));
        }
    }

    private static void on(String name, Runnable load) {
        Thread.ofPlatform().daemon().name(name).start(load);
    }
}
