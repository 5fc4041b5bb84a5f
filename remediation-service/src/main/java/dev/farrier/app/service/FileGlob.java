package dev.farrier.app.service;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A path whose parts may be globs, e.g. {@code /var/log/bridges/*}{@code /bridge.log}. */
final class FileGlob {
    private FileGlob() {}

    /**
     * The files that are there now. A path without a glob is returned also when there is no such file yet.
     *
     * @throws IOException when a folder on the way cannot be listed
     */
    static List<Path> expand(String pattern) throws IOException {
        Path whole = Path.of(pattern).toAbsolutePath();
        List<Path> found = new ArrayList<>(List.of(whole.getRoot()));
        for (Path part : whole) {
            List<Path> next = new ArrayList<>();
            boolean glob = part.toString().matches(".*[*?\\[{].*");
            for (Path folder : found) {
                if (glob) {
                    next.addAll(list(folder, part.toString()));
                } else {
                    next.add(folder.resolve(part));
                }
            }
            found = next;
        }
        return pattern.matches(".*[*?\\[{].*")
                ? found.stream().filter(Files::isRegularFile).toList()
                : found;
    }

    private static List<Path> list(Path folder, String glob) throws IOException {
        List<Path> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            entries.forEach(all::add);
        } catch (NotDirectoryException e) {
            return List.of();
        }
        all.sort(null);
        return all;
    }
}
