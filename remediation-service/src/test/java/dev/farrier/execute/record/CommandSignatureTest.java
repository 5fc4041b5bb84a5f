package dev.farrier.execute.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.model.SignedCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private final byte[] command = "restart mb".getBytes(StandardCharsets.UTF_8);

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
        byte[] changed = "restart db".getBytes(StandardCharsets.UTF_8);
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
        byte[] signature = CommandSignature.sign(command, others).signature();
        assertThat(CommandSignature.problem(new SignedCommand(command, keys.keyId(), signature), keys.trusted()))
                .contains("the signature does not fit the command");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 65, 10_000})
    void shouldNotTrustWhatIsNoSignature(int length) {
        assertThat(CommandSignature.problem(new SignedCommand(command, keys.keyId(), new byte[length]), keys.trusted()))
                .isNotEmpty();
    }

    /** Whatever the codec would make of it: no byte can be changed. */
    @Test
    void shouldNotTrustACommandWithAnyBitChanged() {
        SignedCommand signed = CommandSignature.sign(command, keys);
        for (int bit = 0; bit < command.length * 8; bit++) {
            byte[] changed = command.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(CommandSignature.problem(
                            new SignedCommand(changed, signed.keyId(), signed.signature()), keys.trusted()))
                    .isNotEmpty();
        }
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
