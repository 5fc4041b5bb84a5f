package dev.farrier.repository;

import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problem.Severity;
import dev.farrier.policy.yaml.document.Catalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One walk over a policy directory. */
final class DirectoryReader extends SimpleFileVisitor<Path> {
    private static final int MAX_DEPTH = 32;

    private final Path root;
    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private long total;

    DirectoryReader(Path root) {
        this.root = root;
    }

    Contents read() {
        if (!Files.isDirectory(root)) {
            problem(root, Severity.ERROR, Files.exists(root) ? "is not a directory" : "does not exist");
            return new Contents(files, problems);
        }
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, this);
        } catch (IOException e) {
            problem(root, Severity.ERROR, message(e));
        }
        Collections.sort(problems);
        return new Contents(files, problems);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (directory.equals(root)) {
            return FileVisitResult.CONTINUE;
        }
        if (hidden(directory)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (Files.isSymbolicLink(directory) && !directory.toRealPath().startsWith(root.toRealPath())) {
            problem(
                    directory,
                    Severity.ERROR,
                    "is a link to " + directory.toRealPath()
                            + ", out of the policy directory: move what is there in, or remove the link");
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (hidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isDirectory()) {
            problem(file, Severity.ERROR, "lies deeper than " + MAX_DEPTH + " directories: move it up");
        } else if (attributes.isSymbolicLink()) {
            problem(file, severity(file), "is a link to something that does not exist: repair or remove it");
        } else if (!attributes.isRegularFile()) {
            problem(file, severity(file), "is neither a file nor a directory: remove it");
        } else if (attributes.size() > PolicyDirectory.MAX_FILE_BYTES) {
            problem(
                    file,
                    severity(file),
                    "the file has " + attributes.size() + " bytes, the limit is " + PolicyDirectory.MAX_FILE_BYTES
                            + (isDocument(file) ? ": split it" : ": it is left out"));
        } else {
            add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    private void add(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            total += bytes.length;
            if (total > PolicyDirectory.MAX_TOTAL_BYTES) {
                if (total - bytes.length <= PolicyDirectory.MAX_TOTAL_BYTES) {
                    problem(
                            file,
                            Severity.ERROR,
                            "with this file the directory exceeds " + PolicyDirectory.MAX_TOTAL_BYTES
                                    + " bytes: remove what is no policy");
                }
                return;
            }
            files.put(name(file), new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            problem(file, severity(file), message(e));
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        boolean loop = e instanceof FileSystemLoopException;
        if (!loop && !hidden(file)) {
            problem(file, severity(file), message(e));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
        if (e != null) {
            problem(directory, Severity.ERROR, message(e));
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean hidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    private static boolean isDocument(Path file) {
        return Catalog.isDocument(file.toString());
    }

    /** A document, or a directory that may hold some, must be readable; a missing script is an error of the action that names it. */
    private static Severity severity(Path file) {
        return isDocument(file) || Files.isDirectory(file) ? Severity.ERROR : Severity.WARNING;
    }

    private static String message(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "can't be read: permission denied";
            case NoSuchFileException gone -> "can't be read: it has just been removed";
            default -> "can't be read: " + e.getMessage();
        };
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private void problem(Path file, Severity severity, String message) {
        String name = file.equals(root) ? "." : name(file);
        problems.add(new Problem(name, 1, 1, severity, message));
    }
}
