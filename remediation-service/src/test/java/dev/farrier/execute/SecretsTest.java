package dev.farrier.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.Secrets.UnresolvedSecretException;
import dev.farrier.execute.worker.Commands;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void shouldPutSecretsWhereTheyBelongAndLeaveTheRest() throws Exception {
        SortedMap<String, ActionText> texts =
                Commands.texts("A", "plain", "B", "file:" + file, "C", "{secret.env:PATH}");
        texts.put("D", Commands.secret(SecretPlace.ENV, "PATH"));
        texts.put("E", Commands.joined(ActionText.of("Bearer "), tiger(), ActionText.of("!"), tiger()));
        assertThat(secrets.resolve("env ", texts))
                .isEqualTo(Labels.of(
                        "A",
                        "plain",
                        "B",
                        "file:" + file,
                        "C",
                        "{secret.env:PATH}",
                        "D",
                        System.getenv("PATH"),
                        "E",
                        "Bearer tiger-lily!tiger-lily"));
    }

    @ParameterizedTest
    @CsvSource({
        "ENV, NO_SUCH_VARIABLE, {secret.env:NO_SUCH_VARIABLE} is not set in the environment of this process",
        "FILE, /no/such/file, {secret.file:/no/such/file} can't be read",
        "FILE, /dev, {secret.file:/dev} can't be read",
        "FILE, /dev/zero, {secret.file:/dev/zero} is longer than 64 KiB",
        "FILE, /dev/null, {secret.file:/dev/null} is empty"
    })
    void shouldNameTheReferenceThatLeadsNowhere(SecretPlace place, String name, String problem) {
        assertThatThrownBy(() -> secrets.resolve("header TOKEN", Commands.secret(place, name)))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessageStartingWith("header TOKEN: " + problem);
    }

    @Test
    void shouldNotTellWhatIsInAFileThatIsNoSecret() throws Exception {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'t', 'i', 'g', 'e', 'r', (byte) 0xff});
        assertThatThrownBy(() -> secrets.resolve("url", Commands.secret(SecretPlace.FILE, binary.toString())))
                .hasMessageEndingWith("is not UTF-8 text")
                .hasMessageNotContaining("tiger");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"NONE a\"b/+c", "JSON a\\\\\"b/+c", "QUERY a%22b%2F%2Bc", "PATH a%22b/%2Bc"})
    void shouldWriteASecretSoThatItFitsAndBlotItOutInEitherForm(SecretEncoding encoding, String expected)
            throws Exception {
        Path odd = Files.writeString(directory.resolve("odd"), "a\"b/+c");
        ActionText text = Commands.secret(SecretPlace.FILE, odd.toString(), encoding);
        String written = expected.replace("\\\\", "\\");
        assertThat(secrets.resolve("body", text)).isEqualTo(written);
        assertThat(secrets.redact("got a\"b/+c as " + written)).isEqualTo("got *** as ***");
    }

    @Test
    void shouldTakeOutEveryOccurrence() throws Exception {
        secrets.resolve("A", Commands.joined(tiger(), ActionText.of("plain")));
        assertThat(secrets.redact("plain tiger-lily,tiger-lilytiger-lily")).isEqualTo("plain ***,******");
    }

    @Test
    void shouldTakeOutTheLongerOneFirst() throws Exception {
        Path longer = Files.writeString(directory.resolve("longer"), "tiger-lily-2");
        secrets.resolve("A", Commands.joined(tiger(), Commands.secret(SecretPlace.FILE, longer.toString())));
        assertThat(secrets.redact("tiger-lily-2 tiger-lily")).isEqualTo("*** ***");
    }

    @Test
    void shouldNotLeaveHalfASecretAtTheEnd() throws Exception {
        secrets.resolve("A", tiger());
        assertThat(secrets.redactHead("so tiger-l")).isEqualTo("so ***");
        assertThat(secrets.redactHead("tiger-lily")).isEqualTo("***");
        assertThat(secrets.redactHead("no more")).isEqualTo("no more");
    }

    @Test
    void shouldRememberWhatIsStillThereAfterARestart() {
        secrets.resolveForRedaction(new TreeMap<>(Map.of(
                "A",
                Commands.joined(Commands.secret(SecretPlace.FILE, "/no/such/file"), ActionText.of("x"), tiger()))));
        assertThat(secrets.redact("tiger-lily")).isEqualTo("***");
    }

    private ActionText tiger() {
        return Commands.secret(SecretPlace.FILE, file.toString());
    }
}
