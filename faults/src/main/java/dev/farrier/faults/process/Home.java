package dev.farrier.faults.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The folder of a run, and its programs. All of it goes when the run is over, also by Ctrl-C; a folder that was given stays. */
public final class Home implements AutoCloseable {
    private final Path folder;
    private final boolean temporary;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Thread atExit = new Thread(this::endNow, "end-of-run");

    private Home(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param given null: a temporary one */
    public static Home of(@Nullable Path given) throws IOException {
        return given == null
                ? new Home(Files.createTempDirectory("farrier-faults-").toRealPath(), true)
                : new Home(Files.createDirectories(given).toRealPath(), false);
    }

    public Path folder() {
        return folder;
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Not started; ended with this run. */
    public Child child(String name, List<String> command) {
        Child child = new Child(name, file(name + ".log"), command);
        children.add(child);
        return child;
    }

    /** Those that were made last are ended first. */
    @Override
    public void close() {
        children.reversed().forEach(Child::close);
        delete();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Who is interrupted does not wait for anybody. */
    private void endNow() {
        children.reversed().forEach(Child::abandon);
        delete();
    }

    private void delete() {
        if (!temporary) {
            return;
        }
        try {
            Files.walkFileTree(folder, new Deleting());
        } catch (IOException e) {
            System.err.println("could not remove " + folder + ": " + e);
        }
    }

    /** The last actions may still be removing their own files. */
    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
