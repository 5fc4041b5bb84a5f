package dev.farrier.execute.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.Commands;
import dev.farrier.model.Command;
import dev.farrier.model.SignedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandSignatureTest {
    private final Command command = Commands.of("c-1", Commands.process("systemctl", "restart", "mb"), 1, 2, 3);

    @TempDir
    Path directory;

    private SigningKeys keys;

    @BeforeEach
    void makeKeys() throws IOException {
        keys = SigningKeys.loadOrCreate(directory.resolve("keys"));
    }

    @Test
    void shouldTrustWhatItsKeyHasSigned() {
        assertThat(CommandSignature.problem(CommandSignature.sign(command, keys), keys.trusted()))
                .isEmpty();
    }

    @Test
    void shouldNotTrustAChangedCommand() {
        SignedCommand signed = CommandSignature.sign(command, keys);
        Command changed = Commands.of("c-1", Commands.process("systemctl", "restart", "db"), 1, 2, 3);
        assertThat(CommandSignature.problem(
                        new SignedCommand(changed, signed.keyId(), signed.signature()), keys.trusted()))
                .contains("the signature does not fit the command");
    }

    @Test
    void shouldNotTrustAnotherKeyAndSayWhichItDoes() throws IOException {
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("others"));
        assertThat(CommandSignature.problem(CommandSignature.sign(command, others), keys.trusted()))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains(others.keyId()).contains(keys.keyId()));
        // nor with the trusted key's name on it
        String signature = CommandSignature.sign(command, others).signature();
        assertThat(CommandSignature.problem(new SignedCommand(command, keys.keyId(), signature), keys.trusted()))
                .contains("the signature does not fit the command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AA==", "not base64!", "🐴"})
    void shouldNotTrustWhatIsNoSignature(String signature) {
        assertThat(CommandSignature.problem(new SignedCommand(command, keys.keyId(), signature), keys.trusted()))
                .isNotEmpty();
    }

    @Test
    void shouldNotTrustACommandWithoutCanonicalBytes() {
        Command hostile = Commands.of("\uD83D", Commands.process("x"), 1, 2, 3);
        assertThat(CommandSignature.problem(new SignedCommand(hostile, keys.keyId(), "AA=="), keys.trusted()))
                .isNotEmpty();
    }

    @Test
    void shouldReadTheSamePairAgain() throws IOException {
        SigningKeys again = SigningKeys.loadOrCreate(directory.resolve("keys"));
        assertThat(again.keyId()).isEqualTo(keys.keyId()).matches("[0-9a-f]{16}");
        assertThat(CommandSignature.problem(CommandSignature.sign(command, again), keys.trusted()))
                .isEmpty();
        assertThat(TrustedKeys.load(List.of(directory.resolve("keys").resolve(SigningKeys.PUBLIC_FILE)))
                        .keyIds())
                .containsExactly(keys.keyId());
    }

    @Test
    void shouldKeepThePrivateKeyFromOthers() throws IOException {
        Path file = directory.resolve("keys").resolve(SigningKeys.PRIVATE_FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SigningKeys.loadOrCreate(directory.resolve("keys")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(SigningKeys.PRIVATE_FILE)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void shouldNotMakeANewPairBesideAnOrphanedPublicKey() throws IOException {
        Files.delete(directory.resolve("keys").resolve(SigningKeys.PRIVATE_FILE));
        assertThatThrownBy(() -> SigningKeys.loadOrCreate(directory.resolve("keys")))
                .hasMessageContaining("without")
                .hasMessageContaining(SigningKeys.PUBLIC_FILE);
    }

    @Test
    void shouldRefuseKeysOfTwoPairs() throws IOException {
        SigningKeys.loadOrCreate(directory.resolve("others"));
        Files.copy(
                directory.resolve("others").resolve(SigningKeys.PUBLIC_FILE),
                directory.resolve("keys").resolve(SigningKeys.PUBLIC_FILE),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> SigningKeys.loadOrCreate(directory.resolve("keys")))
                .hasMessageContaining("do not belong together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void shouldNameTheFileThatIsNoKey(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("trusted.pem"), content);
        assertThatThrownBy(() -> TrustedKeys.load(List.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("trusted.pem");
    }

    @Test
    void shouldNotShowThePrivateKeyInItsText() {
        assertThat(keys.toString()).isEqualTo("SigningKeys[" + keys.keyId() + "]");
    }
}
