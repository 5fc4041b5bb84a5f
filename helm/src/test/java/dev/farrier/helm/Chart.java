package dev.farrier.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The chart, rendered by Helm itself. */
final class Chart {
    static final String RELEASE = "rel";
    static final String NAMESPACE = "ops";

    /** The annotation of hooks in {@link #withHooks}. */
    static final String HOOK = "farrier.dev/hook";

    /** What a value set of ci/ or a test says the cluster has. */
    private static final String KUBERNETES = "1.34.0";

    private static final Path SOURCE = Path.of("farrier").toAbsolutePath();

    private final Path directory;
    private final String release;

    private Chart(Path directory, String release) {
        this.directory = directory;
        this.release = release;
    }

    /** As it is in the repository. Helm's library leaves hooks out of what it renders. */
    static Chart asItIs() {
        return new Chart(SOURCE, RELEASE);
    }

    /** A copy in which hooks are objects like all others, so that they are rendered; {@link #HOOK} is their annotation. */
    static Chart withHooks(Path to) {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(SOURCE.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replace("helm.sh/hook:", HOOK + ":"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(to, RELEASE);
    }

    Chart named(String other) {
        return new Chart(directory, other);
    }

    Path directory() {
        return directory;
    }

    /** The value sets of ci/. */
    static List<Path> valueSets() {
        return list(SOURCE.resolve("ci"));
    }

    static Path valueSet(String name) {
        return SOURCE.resolve("ci").resolve(name + "-values.yaml");
    }

    /** A file of the chart. */
    static Path file(String name) {
        return SOURCE.resolve(name);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param values of several for one key the later counts; texts of YAML */
    Manifests render(String... values) {
        return Manifests.parse(
                renderedText(Stream.of(values).map(Chart::written).toList()));
    }

    Manifests render(Path values) {
        return Manifests.parse(renderedText(List.of(values)));
    }

    String renderedText(List<Path> values) {
        var unused = ApiServer.started();
        TemplateCommand template = new Helm(directory)
                .template()
                .withName(release)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
        values.forEach(template::withValuesFile);
        return template.call();
    }

    /** What it says when it is not rendered. */
    String refusal(String values) {
        try {
            renderedText(List.of(written(values)));
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("rendered, with " + values);
    }

    /** Helm's library takes no values here, so the chart's own are written over: this is for a copy. */
    LintResult lint(Path values) throws IOException {
        var unused = ApiServer.started();
        JsonNode own = Manifests.yaml(Files.readString(SOURCE.resolve("values.yaml")));
        JsonNode merged = merged((ObjectNode) own, Manifests.yaml(Files.readString(values)));
        Files.writeString(directory.resolve("values.yaml"), Manifests.yaml(merged));
        return new Helm(directory).lint().strict().call();
    }

    /** As Helm does it: null removes a key. */
    private static ObjectNode merged(ObjectNode into, JsonNode from) {
        from.properties().forEach(entry -> {
            JsonNode there = into.get(entry.getKey());
            if (entry.getValue().isNull()) {
                into.remove(entry.getKey());
            } else if (there instanceof ObjectNode map && entry.getValue().isObject()) {
                merged(map, entry.getValue());
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
        return into;
    }

    private static Path written(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
