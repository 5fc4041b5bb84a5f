package dev.farrier.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    @Test
    void shouldBeWhatTheDocumentationSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/configuration.md")))
                .as("docs/configuration.md: write what `farrier reference configuration` prints")
                .isEqualTo(ConfigurationReference.markdown());
    }

    @Test
    void shouldNameEveryKeyOnceWithAVariableOfItsOwn() {
        assertThat(ConfigKeys.all()).extracting(ConfigKey::name).doesNotHaveDuplicates();
        assertThat(ConfigKeys.all()).extracting(ConfigKey::variable).doesNotHaveDuplicates();
        assertThat(ConfigKeys.TOPICS_REPLICATION_FACTOR.variable()).isEqualTo("FARRIER_TOPICS_REPLICATION_FACTOR");
        assertThat(ConfigKeys.DATA_DIR.variable()).isEqualTo("FARRIER_DATA_DIR");
    }

    @Test
    void shouldTakeEveryDefaultWrittenOut() {
        List<String> defaults = ConfigKeys.all().stream()
                .filter(key -> key.defaultText() != null)
                .map(key -> key.name() + "=" + key.defaultText())
                .toList();

        assertThat(Settings.load(null, Map.of(), defaults)).isEqualTo(Settings.load(null, Map.of(), List.of()));
    }
}
