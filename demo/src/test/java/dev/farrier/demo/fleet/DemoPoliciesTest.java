package dev.farrier.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.Resource;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source.Origin;
import dev.farrier.policy.yaml.CompileResult;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPoliciesTest {
    private static final Path SHIPPED = Path.of("..", "policies");

    @TempDir
    Path copy;

    private static SortedMap<String, String> files(Path root) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static Map<String, String> values() {
        Map<String, String> values = new HashMap<>(Map.of("HOME", "/tmp/a $1 b", "DESK_PORT", "20000"));
        Fleet.BRIDGES.forEach(bridge -> values.put("PORT_" + bridge, "200" + bridge.substring(3)));
        return values;
    }

    @Test
    void shouldShipPoliciesInWhichOnlyPlaceholdersAreOpen() throws IOException {
        CompileResult compiled = PolicyCompiler.compile(files(SHIPPED), "c1");

        assertThat(compiled.problems())
                .hasSize(5)
                .allSatisfy(problem -> assertThat(problem.toString()).contains(": warning: not filled in: @"));
        assertThat(compiled.bundle()).isNotNull();
    }

    @Test
    void shouldFillInWhatOnlyTheRunKnows() throws IOException {
        DemoPolicies.copy(SHIPPED, copy, values());

        CompileResult compiled = PolicyCompiler.compile(files(copy), "c1");
        assertThat(compiled.problems()).isEmpty();
        Bundle bundle = compiled.bundle();
        assertThat(bundle.resources().keySet()).containsExactlyElementsOf(Fleet.BRIDGES);
        Resource fourth = bundle.resources().get("mb-04");
        assertThat(fourth.parameters()).containsEntry("port", "20004");
        assertThat(bundle.sources().get("bridge-log").origin())
                .isEqualTo(new Origin.FileOrigin("/tmp/a $1 b/bridges/*/bridge.log"));
    }

    @Test
    void shouldKeepScriptsExecutable() throws IOException {
        DemoPolicies.copy(SHIPPED, copy, values());

        assertThat(List.of("clean-recordings.sh", "wipe-cache.sh"))
                .allMatch(script ->
                        Files.isExecutable(copy.resolve("demo/scripts").resolve(script)));
    }

    @Test
    void shouldNameThePlaceholderThatHasNoValue() {
        Map<String, String> values = values();
        values.remove("DESK_PORT");

        assertThatThrownBy(() -> DemoPolicies.copy(SHIPPED, copy, values))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("@DESK_PORT@");
    }
}
