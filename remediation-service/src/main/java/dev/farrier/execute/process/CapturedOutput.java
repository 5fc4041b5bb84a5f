package dev.farrier.execute.process;

import dev.farrier.execute.Output;
import dev.farrier.execute.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the supervisor has kept of an action's standard output and error, in the order in which they were written. */
final class CapturedOutput {
    /** As in supervisor.sh. */
    private static final int PIECE = 128 * 1024;

    private CapturedOutput() {}

    /** Secrets are taken out before anything is cut, so that no half of one stays. */
    static String read(Path directory, Secrets secrets) throws IOException {
        Path headFile = directory.resolve("head");
        byte[] head = Files.exists(headFile) ? Files.readAllBytes(headFile) : new byte[0];
        TreeMap<Integer, byte[]> pieces = pieces(directory);
        if (pieces.isEmpty() || pieces.firstKey() == 0) {
            pieces.put(-1, head);
            return Output.truncate(secrets.redact(text(concat(pieces))));
        }
        byte[] tail = concat(pieces);
        return Output.truncate(
                secrets.redactHead(text(head)), secrets.redact(text(tail)), (long) pieces.firstKey() * PIECE);
    }

    private static TreeMap<Integer, byte[]> pieces(Path directory) throws IOException {
        TreeMap<Integer, byte[]> pieces = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "tail.*")) {
            for (Path file : files) {
                pieces.put(
                        Integer.parseInt(file.getFileName().toString().substring("tail.".length())),
                        Files.readAllBytes(file));
            }
        }
        return pieces;
    }

    private static byte[] concat(Map<Integer, byte[]> pieces) {
        int length = pieces.values().stream().mapToInt(piece -> piece.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces.values()) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
