package dev.farrier.policy.yaml;

import dev.farrier.policy.Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** For tests: bundles from text or from test resources. Fails with all problems when the text is not fine. */
public final class Compile {
    private Compile() {}

    public static Bundle bundle(String... documents) {
        return bundle(files(documents));
    }

    public static Bundle bundle(SortedMap<String, String> files) {
        CompileResult compiled = PolicyCompiler.compile(files, "test");
        if (compiled.bundle() == null) {
            throw new AssertionError(compiled.problems().toString());
        }
        return compiled.bundle();
    }

    /** The documents become {@code p1.yaml}, {@code p2.yaml} … */
    public static SortedMap<String, String> files(String... documents) {
        TreeMap<String, String> files = new TreeMap<>();
        for (String document : documents) {
            files.put("p" + (files.size() + 1) + ".yaml", document);
        }
        return files;
    }

    /** All files below a folder of the test resources, e.g. {@code policies/bridges}. */
    public static SortedMap<String, String> resources(String folder) {
        TreeMap<String, String> files = new TreeMap<>();
        Path root = Path.of("src/test/resources", folder);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
