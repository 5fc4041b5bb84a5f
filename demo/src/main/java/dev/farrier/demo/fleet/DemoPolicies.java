package dev.farrier.demo.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies the demo's policies, with the values of this run in place of {@code @NAME@}. */
public final class DemoPolicies {
    private static final Pattern PLACEHOLDER = Pattern.compile("@([A-Z][A-Za-z0-9_-]*)@");

    private DemoPolicies() {}

    /**
     * Copies the folder {@code demo} of {@code from} into {@code to}, where scripts keep their paths.
     *
     * @throws IOException when a file can't be copied, or has a placeholder without a value
     */
    public static void copy(Path from, Path to, Map<String, String> values) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from.resolve("demo"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.resolveSibling(""));
            if (file.toString().endsWith(".yaml")) {
                Files.writeString(copy, fill(file, values));
            } else {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static String fill(Path file, Map<String, String> values) throws IOException {
        Matcher placeholder = PLACEHOLDER.matcher(Files.readString(file));
        StringBuilder filled = new StringBuilder();
        while (placeholder.find()) {
            String value = values.get(placeholder.group(1));
            if (value == null) {
                throw new IOException(file + " has " + placeholder.group() + ", which is not known here");
            }
            placeholder.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return placeholder.appendTail(filled).toString();
    }
}
