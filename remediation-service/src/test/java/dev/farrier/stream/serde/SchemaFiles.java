package dev.farrier.stream.serde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/** The schemas as they are written by hand, one type a file, laid together. */
final class SchemaFiles {
    private SchemaFiles() {}

    /** Names of all types that can be written by themselves. */
    static Stream<String> names() {
        return current().keySet().stream();
    }

    static Stream<Class<?>> classes() {
        return names().map(SchemaFiles::modelClass);
    }

    static Class<?> modelClass(String name) {
        try {
            // All of them are the model's but the decider's own state.
            String home = name.equals("StateRecord") ? "dev.farrier.decide.state." : "dev.farrier.model.";
            return Class.forName(home + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("the schema " + name + ".avsc has no class in dev.farrier.model", e);
        }
    }

    /** Every record that has a file, each complete in itself. */
    static SortedMap<String, Schema> current() {
        SortedMap<String, Schema> records = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            SchemaParser parser = new SchemaParser();
            for (Path file : files.filter(path -> path.toString().endsWith(".avsc"))
                    .sorted()
                    .toList()) {
                parser.parse(file);
            }
            for (Schema schema : parser.getParsedNamedSchemas()) {
                boolean ownFile = Files.exists(folder().resolve(schema.getName() + ".avsc"));
                if (ownFile && schema.getType() == Schema.Type.RECORD) {
                    records.put(schema.getName(), schema);
                }
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the source tree: in a packaged build the classpath has them in a jar. */
    private static Path folder() {
        return Path.of("..", "schemas", "src", "main", "avro");
    }
}
