package dev.farrier.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The distribution that the image was made of, and another build of the same sources: in another folder, with another umask, time
 * zone and language. The files of the sources have the same modes: jars take those of resources. It is here because the second build takes longer than {@code ./farrier test} should.
 */
@Tag("containers")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ReproducibleTest {
    private static final Set<String> NO_SOURCES = Set.of("target", ".git");

    @TempDir
    private static Path folder;

    @Test
    void shouldMakeTheSameBytesElsewhere() throws Exception {
        Path root = Path.of("..").toRealPath();
        Path first = tarball(root);
        Map<String, String> contents = contents(first);
        Path elsewhere = folder.resolve("elsewhere");
        copySources(root, elsewhere);

        // without static analysis, which writes nothing; offline as the first, whose Maven plugin for it then makes no
        // bill of materials
        boolean offline = contents.keySet().stream().noneMatch(name -> name.endsWith(".cdx.json"));
        Path log = folder.resolve("build.log");
        Process build = build(elsewhere, log, "umask 077; exec ./farrier dist -Dfast" + (offline ? " -o" : ""));
        assertThat(build.waitFor())
                .withFailMessage(() -> "the second build has failed:\n" + read(log))
                .isZero();

        Path second = tarball(elsewhere);
        // first what differs, by name
        assertThat(contents(second)).isEqualTo(contents);
        assertThat(second).hasSameBinaryContentAs(first);
    }

    private static Process build(Path where, Path log, String command) throws IOException {
        ProcessBuilder build = new ProcessBuilder("sh", "-c", command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        build.environment().putAll(Map.of("TZ", "Asia/Kathmandu", "LC_ALL", "C"));
        return build.start();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Path tarball(Path root) throws IOException {
        try (Stream<Path> made = Files.list(root.resolve("distribution").resolve("target"))) {
            return made.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("no distribution in " + root + ": run ./farrier dist"));
        }
    }

    /** Name → mode and digest. */
    private static Map<String, String> contents(Path tarball) throws Exception {
        Map<String, String> contents = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(tarball))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(tar.readAllBytes());
                contents.put(
                        entry.getName(),
                        Integer.toOctalString(entry.getMode()) + " "
                                + HexFormat.of().formatHex(digest));
            }
        }
        return contents;
    }

    private static void copySources(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (NO_SOURCES.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
