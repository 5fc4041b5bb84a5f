package dev.farrier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void shouldBeWhatTheDocumentationSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/reasons.md")))
                .as("docs/reasons.md: write what `farrier reference reasons` prints")
                .isEqualTo(Reason.markdown());
    }
}
