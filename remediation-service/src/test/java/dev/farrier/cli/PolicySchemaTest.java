package dev.farrier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicySchemaTest {
    @TempDir
    private Path folder;

    /** Mend by {@code farrier reference schema > docs/policy.schema.json}. */
    @Test
    void shouldPrintWhatIsPublished() throws IOException {
        Terminal terminal = new Terminal(folder, folder);

        assertThat(terminal.run("reference", "schema")).isZero();

        assertThat(terminal.out()).isEqualTo(Files.readString(Path.of("../docs/policy.schema.json")));
    }
}
