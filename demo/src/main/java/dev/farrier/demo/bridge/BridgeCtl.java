package dev.farrier.demo.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The demo's {@code systemctl}; arguments: {@code HOME start|stop|restart|status NAME}. The environment variable {@code INCIDENT}
 * names the incident that asked for it. Exit status 0: done, or running; 1: failed, or not running; 2: wrong usage.
 */
public final class BridgeCtl {
    private BridgeCtl() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv("INCIDENT")));
    }

    static int run(String[] args, @Nullable String incident) {
        if (args.length != 3) {
            System.err.println("usage: bridge-ctl start|stop|restart|status NAME");
            return 2;
        }
        try {
            BridgeControl control = new BridgeControl(
                    new BridgeFiles(Path.of(args[0]), args[2]), incident == null ? BridgeLedger.NOBODY : incident);
            switch (args[1]) {
                case "start" -> control.start();
                case "stop" -> control.stop();
                case "restart" -> control.restart();
                case "status" -> {
                    boolean running = control.isRunning();
                    System.out.println(args[2] + (running ? " is running" : " is not running"));
                    return running ? 0 : 1;
                }
                default ->
                    throw new IllegalArgumentException("'" + args[1] + "' is none of start, stop, restart, status");
            }
            System.out.println(args[2] + " " + args[1] + " done");
            return 0;
        } catch (IOException e) {
            System.err.println("bridge-ctl: " + e.getMessage());
            return 1;
        } catch (IllegalArgumentException e) {
            System.err.println("bridge-ctl: " + e.getMessage());
            return 2;
        }
    }

    /**
     * Writes {@code HOME/bridge-ctl}, which calls this program.
     *
     * @return the file
     */
    public static Path install(Path home) throws IOException {
        Path file = home.resolve("bridge-ctl");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Files.writeString(file, """
                #!/bin/sh
                exec %s -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp %s %s %s "$@"
                """.formatted(
                        quoted(java.toString()),
                        quoted(BridgeControl.classpath()),
                        BridgeCtl.class.getName(),
                        quoted(home.toString())));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
