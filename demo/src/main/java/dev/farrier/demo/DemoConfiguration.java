package dev.farrier.demo;

import java.nio.file.Path;

/** The {@code farrier.yaml} of the demo: one process that does everything, with few partitions. */
final class DemoConfiguration {
    private DemoConfiguration() {}

    static String yaml(Path home, String bootstrapServers, int port) {
        return """
                kafka:
                  bootstrap.servers: '%s'
                site: %s
                data.dir: '%s'
                topics.partitions: {events: 2, signals: 2, audit: 1}
                policies: {dir: '%s', poll: 1s}
                http.port: %d
                executor.slots: 8
                """.formatted(
                bootstrapServers, Demo.SITE, quoted(home.resolve("data")), quoted(home.resolve("policies")), port);
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }
}
