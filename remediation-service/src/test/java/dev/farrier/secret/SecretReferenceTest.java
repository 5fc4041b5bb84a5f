package dev.farrier.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
    @TempDir
    private Path folder;

    @Test
    void shouldResolveVariablesAndFiles() throws IOException {
        Files.writeString(folder.resolve("token"), "s3cret\n");

        assertThat(SecretReference.parse("env:TOKEN", folder).resolve(Map.of("TOKEN", "abc")))
                .isEqualTo("abc");
        assertThat(SecretReference.parse("file:token", folder).resolve(Map.of()))
                .isEqualTo("s3cret");
    }

    @Test
    void shouldSayWhatIsMissing() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretReference.parse("env:TOKEN", folder).resolve(Map.of()))
                .withMessageContaining("TOKEN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretReference.parse("file:none", folder).resolve(Map.of()))
                .withMessageContaining(folder.resolve("none").toString());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretReference.parse("file:empty", folder).resolve(Map.of()));
    }
}
