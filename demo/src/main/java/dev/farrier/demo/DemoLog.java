package dev.farrier.demo;

import java.nio.file.Path;

/** The demo logs to a file, since the terminal shows the timeline. */
final class DemoLog {
    private static final String FILE = "farrier.demo.log";

    private DemoLog() {}

    /** Call it before the first logger is made. */
    static void toFile() {
        System.setProperty(FILE, file().toString());
        System.setProperty("logback.configurationFile", "demo-logback.xml");
    }

    static Path file() {
        return RunningDemo.folder().resolve("farrier.log");
    }
}
