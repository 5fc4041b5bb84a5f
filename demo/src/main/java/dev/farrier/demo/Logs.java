package dev.farrier.demo;

import java.nio.file.Path;

/** Where the demo's log goes: the terminal belongs to the story. */
final class Logs {
    private static final String FILE = "farrier.demo.log";

    private Logs() {}

    /** Before anything logs. */
    static void toFile() {
        System.setProperty(FILE, file().toString());
        System.setProperty("logback.configurationFile", "demo-logback.xml");
    }

    static Path file() {
        return RunningDemo.folder().resolve("farrier.log");
    }
}
