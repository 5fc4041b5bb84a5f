package dev.farrier.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.Secrets.Unresolved;
import dev.farrier.model.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private final Secrets secrets = new Secrets();

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeSecret() throws Exception {
        file = Files.writeString(directory.resolve("secret"), "tiger-lily\n");
    }

    @Test
    void shouldResolveReferencesAndLeaveTheRest() throws Exception {
        assertThat(secrets.resolve(
                        Labels.of("A", "file:" + file, "B", "env:PATH", "C", "plain", "D", "file:///etc/passwd")))
                .isEqualTo(Labels.of(
                        "A", "tiger-lily", "B", System.getenv("PATH"), "C", "plain", "D", "file:///etc/passwd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:NO_SUCH_VARIABLE", "env:", "file:/no/such/file", "file:/", "file:/dev"})
    void shouldNameTheReferenceThatLeadsNowhere(String reference) {
        assertThatThrownBy(() -> secrets.resolve(Labels.of("TOKEN", reference)))
                .isInstanceOf(Unresolved.class)
                .hasMessageContaining("TOKEN")
                .hasMessageContaining(reference);
    }

    @Test
    void shouldRefuseASecretThatIsNone() throws Exception {
        Path big = Files.write(directory.resolve("big"), new byte[64 * 1024 + 1]);
        assertThatThrownBy(() -> secrets.resolve(Labels.of("TOKEN", "file:" + big)))
                .hasMessageContaining("longer than 64 KiB");
    }

    @Test
    void shouldTakeOutEveryOccurrence() throws Exception {
        secrets.resolve(Labels.of("A", "file:" + file, "B", "plain"));
        assertThat(secrets.redact("plain tiger-lily,tiger-lilytiger-lily")).isEqualTo("plain ***,******");
    }

    @Test
    void shouldTakeOutTheLongerOneFirst() throws Exception {
        Path longer = Files.writeString(directory.resolve("longer"), "tiger-lily-2");
        secrets.resolve(Labels.of("A", "file:" + file, "B", "file:" + longer));
        assertThat(secrets.redact("tiger-lily-2 tiger-lily")).isEqualTo("*** ***");
    }

    @Test
    void shouldNotLeaveHalfASecretAtTheEnd() throws Exception {
        secrets.resolve(Labels.of("A", "file:" + file));
        assertThat(secrets.redactBeginning("so tiger-l")).isEqualTo("so ***");
        assertThat(secrets.redactBeginning("tiger-lily")).isEqualTo("***");
        assertThat(secrets.redactBeginning("no more")).isEqualTo("no more");
    }

    @Test
    void shouldRememberWhatIsStillThereAfterARestart() {
        secrets.recall(Labels.of("A", "file:/no/such/file", "B", "file:" + file));
        assertThat(secrets.redact("tiger-lily")).isEqualTo("***");
    }
}
