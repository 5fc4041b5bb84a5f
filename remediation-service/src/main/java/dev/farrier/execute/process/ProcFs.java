package dev.farrier.execute.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Linux's /proc. */
final class ProcFs {
    /** Index of the start time among the fields after the name in {@code /proc/<pid>/stat}; see proc(5). */
    private static final int START = 22 - 3;

    private ProcFs() {}

    /** Since the machine started, sleep included. */
    static long uptimeCentiseconds() throws IOException {
        String up = read(Path.of("/proc/uptime"));
        return Long.parseLong(up.substring(0, up.indexOf(' ')).replace(".", ""));
    }

    /**
     * Whether the process with this number is still the same one: Linux reuses numbers, soon after a restart of the machine.
     *
     * @param start when it started, in the kernel's ticks since the machine did
     * @param boot the kernel's name for the machine's run
     */
    static boolean isAlive(String pid, String start, String boot) {
        try {
            if (!pid.matches("[1-9][0-9]{0,9}")
                    || !read(Path.of("/proc/sys/kernel/random/boot_id")).strip().equals(boot)) {
                return false;
            }
            String stat = read(Path.of("/proc", pid, "stat"));
            // The name may contain anything, also parentheses.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[START].equals(start);
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
