package dev.farrier.app.config;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.yaml.tree.YamlFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A YAML file → key and value; nested maps and dots say the same: {@code http: {port: 1}} is {@code http.port: 1}. */
final class ConfigurationFile {
    /** More than any configuration has; a wrong path may name anything. */
    private static final long MAX_BYTES = 1_000_000;

    private final Path path;
    private final Path base;
    private final List<String> problems;
    private final SequencedMap<String, RawValue> values = new LinkedHashMap<>();

    private ConfigurationFile(Path path, List<String> problems) {
        this.path = path;
        this.base = path.toAbsolutePath().resolveSibling("");
        this.problems = problems;
    }

    /** Problems are added to the list, and the rest is still read. */
    static SequencedMap<String, RawValue> read(Path path, List<String> problems) {
        ConfigurationFile file = new ConfigurationFile(path, problems);
        file.read();
        return file.values;
    }

    private void read() {
        String text;
        try {
            if (Files.isRegularFile(path) && Files.size(path) > MAX_BYTES) {
                problems.add(path + ": error: the file has " + Files.size(path) + " bytes: is it a configuration?");
                return;
            }
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.add(path + ": error: " + unreadable(e));
            return;
        }
        Problems syntax = new Problems();
        List<Node> documents = YamlFile.read(path.toString(), text, syntax);
        syntax.sorted().stream().map(Problem::toString).forEach(problems::add);
        for (int i = 0; i < documents.size(); i++) {
            Node document = documents.get(i);
            if (i > 0) {
                error(document.location(), "a second document: a configuration is one");
            } else if (document instanceof Node.MapNode mapping) {
                read("", mapping);
            } else {
                error(document.location(), "must be a map of keys and values, not " + document.describe());
            }
        }
    }

    private static String unreadable(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "it may not be read by this user";
            default -> "can't be read: " + e.getMessage();
        };
    }

    private void read(String prefix, Node.MapNode mapping) {
        for (Map.Entry<String, Node.MapEntry> entry : mapping.entries().entrySet()) {
            String key = prefix + entry.getKey();
            Node value = entry.getValue().value();
            Location place = value.location();
            switch (value) {
                case Node.MapNode nested -> read(key + ".", nested);
                case Node.ListNode list
                when ConfigKeys.listsMaps(key) ->
                    put(key, entry.getValue().location(), new RawValue(where(place), base, List.of(), true, list));
                case Node.ListNode list ->
                    put(key, entry.getValue().location(), new RawValue(where(place), base, items(key, list), true));
                case Node.Scalar scalar -> {
                    if (scalar.type() == Node.Scalar.ScalarType.NULL) {
                        error(entry.getValue().location(), "'" + key + "' has no value: give it one or remove the key");
                    } else {
                        put(
                                key,
                                entry.getValue().location(),
                                new RawValue(where(place), base, List.of(scalar.text()), false));
                    }
                }
            }
        }
    }

    private List<String> items(String key, Node.ListNode list) {
        List<String> items = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Scalar scalar && scalar.type() != Node.Scalar.ScalarType.NULL) {
                items.add(scalar.text());
            } else {
                error(item.location(), "'" + key + "' lists plain values, not " + item.describe());
            }
        }
        return items;
    }

    private void put(String key, Location keyPlace, RawValue written) {
        RawValue earlier = values.putIfAbsent(key, written);
        if (earlier != null) {
            error(keyPlace, "'" + key + "' stands already at " + earlier.where() + ": remove one");
        }
    }

    private void error(Location place, String message) {
        problems.add(where(place) + ": error: " + message);
    }

    private static String where(Location place) {
        return place.file() + ':' + place.line() + ':' + place.column();
    }
}
