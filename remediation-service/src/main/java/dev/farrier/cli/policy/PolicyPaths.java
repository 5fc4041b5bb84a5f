package dev.farrier.cli.policy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problem.Severity;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.repository.Contents;
import dev.farrier.repository.PolicyDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of several paths as if they were one directory: documents under their paths, so that a terminal makes the places
 * of problems clickable, and scripts under the names that actions use.
 */
final class PolicyPaths {
    /** Finds what may be a script in a single document; the compiler decides which of them it uses. */
    private static final Pattern SCRIPT = Pattern.compile("\\bpath: *['\"]?([^\\s'\",}]+)");

    private final TreeMap<String, String> files = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private PolicyPaths() {}

    static PolicyPaths read(List<Path> paths) {
        PolicyPaths read = new PolicyPaths();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                read.directory(path);
            } else {
                read.document(path);
            }
        }
        return read;
    }

    SortedMap<String, String> files() {
        return files;
    }

    List<Problem> problems() {
        return problems;
    }

    /** With those that could not be read. */
    long documents() {
        return Stream.concat(files.keySet().stream(), problems.stream().map(Problem::file))
                .filter(Catalog::isDocument)
                .distinct()
                .count();
    }

    private void directory(Path directory) {
        Contents contents = PolicyDirectory.read(directory);
        contents.problems()
                .forEach(problem -> problems.add(new Problem(
                        directory.resolve(problem.file()).toString(),
                        problem.line(),
                        problem.column(),
                        problem.severity(),
                        problem.message())));
        contents.files().forEach((name, content) -> {
            if (Catalog.isDocument(name)) {
                files.put(directory.resolve(name).toString(), content);
            } else {
                script(name, content, directory.resolve(name));
            }
        });
    }

    private void document(Path file) {
        try {
            if (Files.size(file) > PolicyDirectory.MAX_FILE_BYTES) {
                problem(
                        file,
                        "the file has " + Files.size(file) + " bytes, the limit is " + PolicyDirectory.MAX_FILE_BYTES
                                + ": split it");
                return;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            files.put(file.toString(), text);
            Matcher script = SCRIPT.matcher(text);
            while (script.find()) {
                Path beside = file.resolveSibling(script.group(1));
                if (Files.isRegularFile(beside) && Files.size(beside) <= PolicyDirectory.MAX_FILE_BYTES) {
                    script(script.group(1), new String(Files.readAllBytes(beside), StandardCharsets.UTF_8), beside);
                }
            }
        } catch (IOException e) {
            problem(file, "can't be read: " + e.getMessage());
        }
    }

    private void script(String name, String content, Path from) {
        String other = files.putIfAbsent(name, content);
        if (other != null && !other.equals(content)) {
            problem(from, "another PATH holds a different '" + name + "': rename one");
        }
    }

    private void problem(Path file, String message) {
        problems.add(new Problem(file.toString(), 1, 1, Severity.ERROR, message));
    }
}
