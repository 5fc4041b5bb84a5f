package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Extensions;
import dev.farrier.policy.keys.KeyTable;
import dev.farrier.policy.keys.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of keys in the documentation are those that the declarations give. FARRIER_WRITE_DOCS=1 writes them anew. */
class PolicyReferenceTest {
    private static final Path PAGE = Path.of("../docs/policies.md");

    private final Map<String, YamlMap> maps = PolicySchema.maps(Extensions.installed());

    @Test
    void shouldSayWhatTheDeclarationsSay() throws IOException {
        String page = Files.readString(PAGE);
        String updated = KeyTable.update(page, maps, Extensions.installed());
        if (System.getenv("FARRIER_WRITE_DOCS") != null) {
            Files.writeString(PAGE, updated);
            return;
        }
        assertThat(page)
                .as("run this test with FARRIER_WRITE_DOCS=1 to write the tables of docs/policies.md anew")
                .isEqualTo(updated);
    }

    @Test
    void shouldHaveATableOfEachMap() throws IOException {
        Set<String> missing = new TreeSet<>(maps.keySet());
        Matcher marker = Pattern.compile("<!-- keys: ([\\w. ]+) -->").matcher(Files.readString(PAGE));
        while (marker.find()) {
            missing.removeAll(Set.of(marker.group(1).split(" ")));
        }
        assertThat(missing)
                .as("add these to a marker <!-- keys: … --> in docs/policies.md")
                .isEmpty();
    }
}
